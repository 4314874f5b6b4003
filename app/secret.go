package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vonk/models"
)

// secretFlag says where the installation's secret is, which every link of a person hangs on.
type secretFlag struct {
	SecretFile string `placeholder:"FILE" help:"The file with the installation's secret, at least 32 bytes. PostgreSQL needs it; beside vonk.db it is vonk.secret, made when missing."`
}

// tokens makes and checks links with the installation's secret. made tells that there was none yet.
func (s *secretFlag) tokens(database *databaseFlag) (tokens models.Tokens, made string, err error) {
	path := s.SecretFile
	if path == "" && database.isPostgres() {
		return tokens, "", &misuse{"with PostgreSQL --secret-file must name a file with a secret of at least 32 bytes"}
	}
	if path == "" {
		path = strings.TrimSuffix(database.Database, filepath.Ext(database.Database)) + ".secret"
		if made, err = makeSecret(path); err != nil {
			return tokens, "", err
		}
	}
	secret, err := os.ReadFile(path)
	if err != nil {
		return tokens, "", fmt.Errorf("the secret cannot be read: %w", err)
	}
	tokens, err = models.NewTokens([]byte(strings.TrimSpace(string(secret))))
	if err != nil {
		err = fmt.Errorf("the secret in %s is too short: it takes at least %d bytes", path, models.MinSecret)
	}
	return tokens, made, err
}

// makeSecret writes a new secret where there is no file, and returns its path when it did.
func makeSecret(path string) (string, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("the secret cannot be made: %w", err)
	}
	secret := make([]byte, models.MinSecret)
	_, err = rand.Read(secret)
	if err == nil {
		_, err = fmt.Fprintln(file, hex.EncodeToString(secret))
	}
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(path))
	}
	return path, nil
}
