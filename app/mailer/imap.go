package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"vonk/models"
)

// IMAP is a mailbox to which answers come. See ParseIMAP.
type IMAP struct {
	Host     string
	Port     int
	User     string
	Password string
	Implicit bool        // TLS from the first byte, instead of by STARTTLS
	Insecure bool        // without TLS
	TLS      *tls.Config // nil: certificates as the system trusts them
	Mailbox  string
	OAuth    *OAuth // what gives access in place of the password, by XOAUTH2; nil: the password does
	Authserv string // see Read
}

// ParseIMAP reads the address of a mailbox: imaps://user:password@host/INBOX, by TLS from the start, or imap://, secured by
// STARTTLS; without TLS only when it ends in ?tls=off. Errors never repeat the address, as it may hold a password.
func ParseIMAP(address string) (*IMAP, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the mailbox's address cannot be read: write it as imaps://user:password@host/INBOX, with special characters as %XX")
	}
	mailbox := strings.Trim(parsed.Path, "/")
	if mailbox == "" {
		mailbox = "INBOX"
	}
	scheme, port := parsed.Scheme, "143"
	switch scheme {
	case "imap":
		parsed.Scheme = "smtp"
	case "imaps":
		parsed.Scheme, port = "smtps", "993"
	default:
		return nil, fmt.Errorf("the mailbox's address begins with %q: it must be imap:// or imaps://", scheme)
	}
	if parsed.Port() == "" {
		parsed.Host = net.JoinHostPort(parsed.Hostname(), port)
	}
	if parsed.User.Username() == "" {
		return nil, errors.New("the mailbox's address names no user")
	}
	parsed.Path, parsed.RawPath = "", ""
	server, err := Parse(parsed.String())
	if err != nil {
		return nil, err
	}
	return &IMAP{
		Host: server.Host, Port: server.Port, User: server.User, Password: server.Password, Implicit: server.Implicit, Insecure: server.Insecure, Mailbox: mailbox,
	}, nil
}

// Name is what the mailbox is called where its position is kept. It holds no password.
func (m *IMAP) Name() string {
	return m.User + "@" + net.JoinHostPort(m.Host, strconv.Itoa(m.Port)) + "/" + m.Mailbox
}

// Position is how far a mailbox was read: all messages up to a UID, as long as its UIDs are of that validity (RFC 9051, 2.3.1.1).
type Position struct{ Validity, UID uint32 }

// messagesAtOnce is how many messages one poll takes.
const messagesAtOnce = 200

// Poll takes the messages that came since a position, the oldest first, and tells the position after each. It marks those as seen
// that take acted on: whoever looks into the mailbox finds the others. It stops at the first message that cannot be taken, to try it
// again next time, and when ctx ends: a server may stop to answer.
func (m *IMAP) Poll(ctx context.Context, at Position, take func(Position, *models.Incoming) (acted bool, err error)) error {
	client, err := m.dial(ctx)
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { _ = client.Close() })()
	defer func() { _ = client.Close() }()
	selected, err := client.Select(m.Mailbox, nil).Wait()
	if err != nil {
		return err
	}
	if at.Validity != selected.UIDValidity {
		at = Position{Validity: selected.UIDValidity} // what was taken is known by its Message-ID
	}
	found, err := client.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{{imap.UIDRange{Start: imap.UID(at.UID + 1)}}}}, nil).Wait()
	if err != nil {
		return err
	}
	uids := slices.DeleteFunc(found.AllUIDs(), func(uid imap.UID) bool { return uint32(uid) <= at.UID }) // n:* holds the last one always
	slices.Sort(uids)
	for _, uid := range uids[:min(len(uids), messagesAtOnce)] {
		in, err := m.fetch(client, uid)
		if err != nil {
			return err
		}
		at.UID = uint32(uid)
		if in == nil {
			continue // it was taken away meanwhile
		}
		acted, err := take(at, in)
		if err != nil {
			return err
		}
		if !acted {
			continue
		}
		seen := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagSeen}}
		if err := client.Store(imap.UIDSetNum(uid), seen, nil).Close(); err != nil {
			return err
		}
	}
	_ = client.Logout().Wait()
	return nil
}

// errToken is in place of what the server says of a token, which may name the user.
var errToken = errors.New("the mailbox takes no token for its user: check the user in --imap, and --mail-oauth-scope")

// dial connects and signs in.
func (m *IMAP) dial(ctx context.Context) (client *imapclient.Client, err error) {
	if m.OAuth == nil {
		return m.signIn(ctx, func(client *imapclient.Client) error { return client.Login(m.User, m.Password).Wait() })
	}
	err = m.OAuth.signIn(ctx, func(token string) (refused bool, err error) {
		client, err = m.signIn(ctx, func(client *imapclient.Client) error {
			err := client.Authenticate(&xoauth2{m.User, token})
			if answer := (*imap.Error)(nil); errors.As(err, &answer) {
				return errToken
			}
			return err
		})
		return errors.Is(err, errToken), err
	})
	return client, err
}

// signIn connects, and signs in by a way.
func (m *IMAP) signIn(ctx context.Context, way func(*imapclient.Client) error) (*imapclient.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(m.Host, strconv.Itoa(m.Port)))
	if err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	client, err := m.secured(ctx, conn)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if err := way(client); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return client, nil
}

// secured is the client on a connection.
func (m *IMAP) secured(ctx context.Context, conn net.Conn) (*imapclient.Client, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if m.TLS != nil {
		config = m.TLS.Clone()
	}
	config.ServerName = m.Host
	options := &imapclient.Options{TLSConfig: config}
	switch {
	case m.Insecure:
		return imapclient.New(conn, options), nil
	case m.Implicit:
		config.NextProtos = []string{"imap"}
		secure := tls.Client(conn, config)
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		return imapclient.New(secure, options), nil
	}
	return imapclient.NewStartTLS(conn, options)
}

// fetch reads one message; nil when it is not there any more.
func (m *IMAP) fetch(client *imapclient.Client, uid imap.UID) (*models.Incoming, error) {
	section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: MaxMessage}}
	command := client.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
	var in *models.Incoming
	for message := command.Next(); message != nil; message = command.Next() {
		for item := message.Next(); item != nil; item = message.Next() {
			if body, ok := item.(imapclient.FetchItemDataBodySection); ok && body.Literal != nil && in == nil {
				in = Read(body.Literal, Envelope{}, m.Authserv)
			}
		}
	}
	return in, command.Close()
}

// xoauth2 is the way to sign in with a token that Microsoft and Google take.
type xoauth2 struct{ user, token string }

var _ sasl.Client = (*xoauth2)(nil)

// Start implements sasl.Client.
func (x *xoauth2) Start() (mech string, response []byte, err error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next implements sasl.Client: the server says why it refuses, and wants an empty answer to say so again.
func (x *xoauth2) Next([]byte) ([]byte, error) { return nil, nil }
