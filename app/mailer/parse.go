package mailer

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
)

// Parse reads the address of a mail server: smtp://user:password@host:587, secured by STARTTLS, or smtps://host:465, by
// TLS from the start. User and password may be left out; so may the port. Without TLS only when it ends in ?tls=off. Errors
// never repeat the address, as it may hold a password.
func Parse(address string) (*SMTP, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the mail server's address cannot be read: write it as smtp://user:password@host:587, with special characters as %XX")
	}
	server := &SMTP{Host: parsed.Hostname()}
	switch parsed.Scheme {
	case "smtp":
		server.Port = 587
	case "smtps":
		server.Port, server.Implicit = 465, true
	default:
		return nil, fmt.Errorf("the mail server's address begins with %q: it must be smtp:// or smtps://", parsed.Scheme)
	}
	if server.Host == "" {
		return nil, errors.New("the mail server's address has no host: write it as smtp://host:587")
	}
	if port := parsed.Port(); port != "" {
		if server.Port, err = strconv.Atoi(port); err != nil || server.Port < 1 || server.Port > 65535 {
			return nil, fmt.Errorf("the mail server's port %s is not between 1 and 65535", port)
		}
	}
	if parsed.Path != "" && parsed.Path != "/" || parsed.Fragment != "" {
		return nil, errors.New("the mail server's address has something after the port")
	}
	server.User = parsed.User.Username()
	server.Password, _ = parsed.User.Password()
	query, err := url.ParseQuery(parsed.RawQuery)
	if err != nil {
		return nil, errors.New("what stands after ? in the mail server's address cannot be read")
	}
	for name, values := range query {
		if name != "tls" || len(values) != 1 || values[0] != "off" {
			return nil, errors.New("the mail server's address knows one setting: ?tls=off")
		}
		if server.Implicit {
			return nil, errors.New("smtps:// and ?tls=off contradict each other")
		}
		server.Insecure = true
	}
	return server, nil
}
