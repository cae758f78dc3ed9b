package store

import (
	"crypto/rand"
	"encoding/binary"
	"math"

	"github.com/google/uuid"
)

// IDs makes ids.
type IDs interface {
	// NewID makes a UUID of version 4 in lower case.
	NewID() string

	// NewNumber makes a positive number, for keys that are integers.
	NewNumber() int32
}

// RandomIDs makes ids that nobody can foresee.
type RandomIDs struct{}

// NewID implements [IDs].
func (RandomIDs) NewID() string { return uuid.NewString() }

// NewNumber implements [IDs].
func (RandomIDs) NewNumber() int32 {
	for {
		var random [4]byte
		_, _ = rand.Read(random[:]) // never fails
		if number := binary.BigEndian.Uint32(random[:]) & math.MaxInt32; number > 0 {
			return int32(number)
		}
	}
}
