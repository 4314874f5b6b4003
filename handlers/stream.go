package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"vonk/models"
)

const (
	streamPoll  = time.Second      // how soon a stream tells what has changed
	streamAlive = 15 * time.Second // how often it says that it is still there, so that nothing in between ends it
	streamWrite = 10 * time.Second // how long a client may take to read an event
	maxStreams  = 500              // at once; every one asks the database for a version each second
)

const eventStream = "text/event-stream"

// wantsStream says that the client asks for events in place of one answer.
func wantsStream(c echo.Context) bool {
	return c.Request().Method == http.MethodGet && strings.Contains(c.Request().Header.Get(echo.HeaderAccept), eventStream)
}

// streamAvailability sends the state of a series' sessions now, and again whenever it changes, until the client leaves or
// the program stops. Each event holds what the plain answer would be.
func (s *server) streamAvailability(c echo.Context) error {
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		return &models.Error{Code: models.Unavailable, Key: "error.toomany"}
	}
	state, err := s.document(c, availabilityKey(c), s.availability(c))
	if err != nil {
		return err
	}
	// The server's limits are those of one answer.
	connection := http.NewResponseController(c.Response())
	if err := connection.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	headers := c.Response().Header()
	headers.Set(echo.HeaderContentType, eventStream)
	headers.Set(echo.HeaderCacheControl, "no-store")
	headers.Set("X-Accel-Buffering", "no")
	send := func(text string) error {
		if err := connection.SetWriteDeadline(time.Now().Add(streamWrite)); err != nil {
			return err
		}
		if _, err := c.Response().Write([]byte(text)); err != nil {
			return err
		}
		return connection.Flush()
	}
	poll, alive := time.NewTicker(streamPoll), time.NewTicker(streamAlive)
	defer poll.Stop()
	defer alive.Stop()
	for text := fmt.Sprintf("data: %s\n\n", state.body); ; {
		if text != "" && send(text) != nil {
			return nil // the client left
		}
		text = ""
		select {
		case <-c.Request().Context().Done():
			return nil
		case <-s.Stopping:
			return nil
		case <-alive.C:
			text = ":\n\n"
		case <-poll.C:
			now, err := s.document(c, availabilityKey(c), s.availability(c))
			if err != nil {
				return nil // the client connects again, and then reads what is wrong
			}
			if !bytes.Equal(now.body, state.body) {
				state, text = now, fmt.Sprintf("data: %s\n\n", now.body)
			}
		}
	}
}
