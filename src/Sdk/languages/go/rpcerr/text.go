package rpcerr

import (
	"fmt"
	"strings"
)

// mostRunes is how much of a key or path a text shows.
const mostRunes = 64

// Quote puts a text that may be long into double quotes.
func Quote(text string) string { return QuoteWhole(Cut(text)) }

// QuoteWhole puts a text into double quotes, with only quotes, backslashes and control characters escaped.
func QuoteWhole(text string) string {
	var quoted strings.Builder
	quoted.WriteByte('"')
	for _, character := range text {
		switch {
		case character == '"' || character == '\\':
			quoted.WriteByte('\\')
			quoted.WriteRune(character)
		case character < ' ':
			fmt.Fprintf(&quoted, `\u%04x`, character)
		default:
			quoted.WriteRune(character)
		}
	}
	quoted.WriteByte('"')
	return quoted.String()
}

// Cut leaves out what a text has beyond what is shown.
func Cut(text string) string { return cut(text, mostRunes) }

func cut(text string, most int) string {
	count := 0
	for at := range text {
		if count == most {
			return text[:at] + "…"
		}
		count++
	}
	return text
}
