// Package logs writes the log: lines of JSON or of text, as the services of all languages do.
package logs

import (
	"io"
	"sync"
	"time"
)

const (
	// mostWaiting is how much waits to be written before callers wait too.
	mostWaiting = 1 << 20

	// pause is how long lines gather: to be woken for each would cost a busy server more than to write it.
	pause = time.Millisecond
)

// Lines writes whole lines in the order in which they came. A call only copies its line: a goroutine of its own writes, as
// many lines at once as have come meanwhile. No line is dropped.
type Lines struct {
	output  io.Writer
	mutex   sync.Mutex
	changed *sync.Cond
	waiting []byte
	closing bool
	done    chan struct{}
}

// NewLines writes lines to an output until it is closed.
func NewLines(output io.Writer) *Lines {
	made := &Lines{output: output, done: make(chan struct{})}
	made.changed = sync.NewCond(&made.mutex)
	go made.run()
	return made
}

// Write adds a line with its end.
func (l *Lines) Write(line []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for len(l.waiting) > mostWaiting && !l.closing {
		l.changed.Wait()
	}
	if l.closing {
		// Nobody writes beside any more.
		return l.output.Write(line)
	}
	isFirst := len(l.waiting) == 0
	l.waiting = append(l.waiting, line...)
	if isFirst {
		l.changed.Broadcast()
	}
	return len(line), nil
}

// Close writes what has come so far. Lines that come later are written at once.
func (l *Lines) Close() {
	l.mutex.Lock()
	l.closing = true
	l.changed.Broadcast()
	l.mutex.Unlock()
	<-l.done
}

func (l *Lines) run() {
	defer close(l.done)
	var writing []byte
	for {
		l.mutex.Lock()
		for len(l.waiting) == 0 && !l.closing {
			l.changed.Wait()
		}
		writing, l.waiting = l.waiting, writing[:0]
		isOver := l.closing
		l.changed.Broadcast()
		l.mutex.Unlock()
		_, _ = l.output.Write(writing) // whoever read the log may be gone; the service goes on
		if isOver {
			return
		}
		time.Sleep(pause)
	}
}
