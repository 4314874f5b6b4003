package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"text/template"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-smtp"
)

// mailServers are OpenSMTPD and Dovecot on loopback, in a tree of files of the test's own that .ci/mail unpacked. Every address
// has a mailbox, with the password geheim.
type mailServers struct {
	Outside     int // the port that takes what comes from elsewhere, and stamps it
	LMTPOutside int // the same, for a Vonk that takes its mail by LMTP
	Unstamped   int // takes without a stamp
	IMAP        int // the port of the mailboxes
	LMTP        int // the port where Vonk takes mail

	root string
	log  *announced
}

// startMailServers starts them, for a Vonk that listens for LMTP at a port, and ends them with the test.
func startMailServers(t *testing.T, lmtp int) *mailServers {
	t.Helper()
	m := &mailServers{LMTP: lmtp, root: t.TempDir(), log: &announced{found: true}}
	m.furnish(t)
	for tries := 3; ; tries-- {
		for _, port := range []*int{&m.Outside, &m.LMTPOutside, &m.Unstamped, &m.IMAP} {
			*port = freePort(t)
		}
		m.configure(t)
		stopDovecot, stopSMTPD := m.run(t, "/usr/sbin/dovecot", "-F", "-c", "/etc/dovecot.conf"), m.run(t, "/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf")
		stop := func() {
			stopSMTPD()
			stopDovecot()
		}
		if m.answer() {
			t.Cleanup(func() {
				stop()
				if t.Failed() {
					t.Log(m.log)
				}
			})
			return m
		}
		stop()
		if tries == 0 {
			t.Fatalf("OpenSMTPD and Dovecot do not start:\n%s", m.log)
		}
	}
}

// furnish makes the tree: what was unpacked, and what the programs expect around them.
func (m *mailServers) furnish(t *testing.T) {
	t.Helper()
	if output, err := exec.CommandContext(t.Context(), "cp", "-a", "../.ci/mailservers/.", m.root).CombinedOutput(); err != nil {
		t.Fatalf("OpenSMTPD and Dovecot are not unpacked, run the tests with `make test`: %v: %s", err, output)
	}
	t.Cleanup(func() { // what others than this user made there too
		if output, err := inside("", "/bin/rm", "-rf", m.root).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, output)
		}
	})
	for _, folder := range []string{"dev", "etc", "run", "tmp", "var/log", "var/mail", "var/spool", "var/lib/dovecot", "var/lib/opensmtpd/empty"} {
		if err := os.MkdirAll(filepath.Join(m.root, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../run", filepath.Join(m.root, "var/run")); err != nil {
		t.Fatal(err)
	}
	var users, groups string
	for i, name := range []string{"root", "opensmtpd", "opensmtpq", "dovecot", "dovenull", "vmail"} {
		id := 0
		if i > 0 {
			id = 65100 + i // nobody else's
		}
		users += fmt.Sprintf("%s:x:%d:%d::/var/mail:/bin/sh\n", name, id, id)
		groups += fmt.Sprintf("%s:x:%d:\n", name, id)
	}
	m.write(t, "etc/passwd", users, 0o644)
	m.write(t, "etc/group", groups, 0o644)
	m.write(t, "dev/null", "", 0o666)
	for _, folder := range []string{"tmp", "var/mail"} {
		if err := os.Chmod(filepath.Join(m.root, folder), 0o777); err != nil { // by whom they are used, only these programs know
			t.Fatal(err)
		}
	}
	for _, folder := range []string{".", "dev/null"} {
		if err := os.Chmod(filepath.Join(m.root, folder), map[string]os.FileMode{".": 0o755, "dev/null": 0o666}[folder]); err != nil {
			t.Fatal(err)
		}
	}
}

// configure writes what the programs read, with the ports.
func (m *mailServers) configure(t *testing.T) {
	t.Helper()
	version, err := inside(m.root, "/usr/sbin/dovecot", "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	dovecot := "dovecot-2.4.conf"
	if strings.HasPrefix(string(version), "2.3.") { // Debian 12
		dovecot = "dovecot-2.3.conf"
	}
	for name, from := range map[string]string{"smtpd.conf": "smtpd.conf", "dovecot.conf": dovecot, "stamp": "stamp"} {
		parsed, err := template.ParseFiles(filepath.Join("testdata/mailservers", from))
		if err != nil {
			t.Fatal(err)
		}
		var filled bytes.Buffer
		if err := parsed.Execute(&filled, m); err != nil {
			t.Fatal(err)
		}
		m.write(t, filepath.Join("etc", name), filled.String(), 0o755)
	}
}

func (m *mailServers) write(t *testing.T, name, content string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(m.root, name), []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

// inside is a command in a tree of files, as its root; an empty tree is the machine's own. Who is not root becomes it there,
// over users of their own.
func inside(tree, name string, args ...string) *exec.Cmd {
	if os.Geteuid() == 0 {
		command := exec.Command(name, args...)
		command.SysProcAttr = &syscall.SysProcAttr{Chroot: tree, Setpgid: true}
		command.Dir = "/"
		return command
	}
	options := []string{"--map-root-user", "--map-auto"}
	if tree != "" {
		options = append(options, "--root", tree)
	}
	command := exec.Command("unshare", append(append(options, name), args...)...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return command
}

// run starts a program in the tree. Stop ends it, and waits until everything that it started has gone.
func (m *mailServers) run(t *testing.T, name string, args ...string) (stop func()) {
	t.Helper()
	command := inside(m.root, name, args...)
	command.Stdout, command.Stderr = m.log, m.log
	command.WaitDelay = patience
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		timer := time.AfterFunc(patience, func() { _ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL) })
		defer timer.Stop()
		_ = command.Wait() // Dovecot ends well, OpenSMTPD by the signal
	}
}

// answer says whether all of them greet, within the patience.
func (m *mailServers) answer() bool {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, port := range []int{m.IMAP, m.Outside, m.LMTPOutside, m.Unstamped} {
		for !greets(ctx, port) {
			if ctx.Err() != nil || strings.Contains(m.log.String(), "ddress already in use") {
				return false
			}
		}
	}
	return true
}

// greets waits a little before it says that nobody does.
func greets(ctx context.Context, port int) bool {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err == nil {
		defer func() { _ = conn.Close() }()
		if err = conn.SetDeadline(time.Now().Add(patience)); err == nil {
			_, err = io.ReadFull(conn, make([]byte, 4))
		}
	}
	if err == nil {
		return true
	}
	select {
	case <-ctx.Done():
	case <-time.After(20 * time.Millisecond):
	}
	return false
}

// freePort is a port of loopback that nobody listens at now.
func freePort(t *testing.T) int {
	t.Helper()
	_, text, err := net.SplitHostPort(unused(t))
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// send hands a message to a port, as the mail server of a domain that greets with its name.
func (m *mailServers) send(t *testing.T, port int, greeting, from, to string, message []byte) {
	t.Helper()
	client, err := smtp.Dial(fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if err := client.Hello(greeting); err != nil {
		t.Fatal(err)
	}
	if err := client.SendMail(from, []string{to}, bytes.NewReader(message)); err != nil {
		t.Fatal(err)
	}
	if err := client.Quit(); err != nil {
		t.Fatal(err)
	}
}

// mailbox is the address of the mailbox of an address, as --imap takes it.
func (m *mailServers) mailbox(address string) string {
	return fmt.Sprintf("imap://%s:geheim@127.0.0.1:%d/INBOX?tls=off", strings.ReplaceAll(address, "@", "%40"), m.IMAP)
}

// delivered is how many messages are in the mailbox of an address.
func (m *mailServers) delivered(address string) (count int) {
	for line := range strings.Lines(m.log.String()) {
		if strings.Contains(line, "lmtp("+address+")") && strings.Contains(line, "saved mail to INBOX") {
			count++
		}
	}
	return count
}

// message reads a message from the mailbox of an address, by its number from 1.
func (m *mailServers) message(t *testing.T, address string, number int) []byte {
	t.Helper()
	client, err := imapclient.DialInsecure(fmt.Sprintf("127.0.0.1:%d", m.IMAP), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if err := client.Login(address, "geheim").Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	section := &imap.FetchItemBodySection{Peek: true}
	messages, err := client.Fetch(imap.SeqSetNum(uint32(number)), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil || len(messages) != 1 {
		t.Fatalf("message %d of %s: %d messages, %v", number, address, len(messages), err)
	}
	return messages[0].FindBodySection(section)
}
