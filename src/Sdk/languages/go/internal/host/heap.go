package host

import (
	"os"
	"runtime/debug"
)

// heapReserve is how much garbage a program may make, at least, before it is collected.
const heapReserve = 32 << 20

// reserveHeap answers memory that nobody touches, so that it takes none of the machine's, and that is to be kept alive. The
// collector runs whenever the heap has doubled: of a service that keeps little that is a hundred times a second under load, and
// each time the library loses the buffers that it keeps for its next calls. It answers nil where whoever runs the program has
// decided that, or allows it little memory.
func reserveHeap() []byte {
	if os.Getenv("GOGC") != "" || debug.SetMemoryLimit(-1) < 16*heapReserve {
		return nil
	}
	return make([]byte, heapReserve)
}
