package store_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// relay stands between a store and its PostgreSQL server, and can cut them off from each other.
type relay struct {
	address string // what to give store.Open
	listen  net.Listener
	mutex   sync.Mutex
	open    []net.Conn
}

// newRelay starts a relay to the server of a database's address.
func newRelay(t *testing.T, database string) *relay {
	t.Helper()
	address, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	network, server := "tcp", address.Host
	if folder := query.Get("host"); folder != "" {
		network, server = "unix", folder+"/.s.PGSQL.5432"
	}
	r := &relay{}
	if r.listen, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.cut)
	go func() {
		for {
			client, err := r.listen.Accept()
			if err != nil {
				return // it was cut
			}
			upstream, err := net.Dial(network, server)
			if err != nil {
				_ = client.Close()
				return
			}
			r.mutex.Lock()
			r.open = append(r.open, client, upstream)
			r.mutex.Unlock()
			go func() { _, _ = io.Copy(client, upstream) }()
			go func() { _, _ = io.Copy(upstream, client) }()
		}
	}()
	query.Del("host")
	address.Host, address.RawQuery = r.listen.Addr().String(), query.Encode()
	r.address = address.String()
	return r
}

// cut closes every connection and takes no new one.
func (r *relay) cut() {
	_ = r.listen.Close()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, connection := range r.open {
		_ = connection.Close()
	}
}
