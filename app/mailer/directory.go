package mailer

import (
	"context"
	"os"
	"path/filepath"
)

// Directory is a folder that takes messages in place of a mail server, a file <name>.eml for each. It is made when it is
// not there. Whoever opens a file finds the whole message or none.
type Directory string

// Deliver writes the message. Writing one again under its name replaces it.
func (d Directory) Deliver(_ context.Context, message Message) error {
	if err := d.write(message); err != nil {
		return &Error{Stage: StageFile, Cause: err}
	}
	return nil
}

func (d Directory) write(message Message) error {
	folder := string(d)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(folder, ".letter-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }() // once it has its name, there is nothing left to remove
	_, err = file.Write(message.Raw)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), filepath.Join(folder, message.Name+".eml"))
}
