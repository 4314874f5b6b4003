// Package static holds the style sheet, the script and the icons, embedded in the program and served under names that
// change with their content, so that browsers may keep them for good.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"strings"
	"sync"
)

//go:embed *.css *.js *.svg
var files embed.FS

// hashes gives the first 64 bits of the SHA-256 of each file, in hex. The files are part of the program: that one cannot
// be read is a fault in it.
var hashes = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	names, err := fs.Glob(files, "*.*")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(content)
		all[name] = hex.EncodeToString(sum[:8])
	}
	return all
})

// Path is the address of a file: /static/<hash>/<name>. A name that is not there gives an address that is not found.
func Path(name string) string { return "/static/" + hashes()[name] + "/" + name }

// Handler serves the addresses that Path gives, to be kept for a year. An address with another hash is not found, so that
// a page of a newer program never keeps the file of an older one.
func Handler() http.Handler {
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/static/"), "/")
		if hash == "" || hashes()[name] != hash {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		r = r.Clone(r.Context())
		r.URL.Path = "/" + name
		server.ServeHTTP(w, r)
	})
}
