package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/labstack/echo/v4"
)

// headerETag is the header's name as net/http writes it, which counts where a map is filled by hand.
const headerETag = "Etag"

// etag is the strong validator of a body.
func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// unchanged says that the client has what the Etag header of the answer names (RFC 9110, 13.1.2).
func unchanged(c echo.Context) bool {
	wanted := c.Request().Header.Get("If-None-Match")
	if wanted == "" {
		return false
	}
	current := strings.TrimPrefix(c.Response().Header().Get(headerETag), "W/")
	for candidate := range strings.SplitSeq(wanted, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == current {
			return true
		}
	}
	return false
}

// attachment is the Content-Disposition of a download. The name consists of slugs and a suffix.
func attachment(name string) string { return `attachment; filename="` + name + `"` }
