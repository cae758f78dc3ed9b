package config

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Address is where to listen: an IP address, localhost, or * for every address of the machine; and a port, 0 for any that
// is free.
type Address struct {
	Host string
	Port uint16
}

// String is the address as the configuration has it.
func (a Address) String() string { return net.JoinHostPort(a.Host, strconv.Itoa(int(a.Port))) }

// Listen is the address as [net.Listen] takes it.
func (a Address) Listen() string {
	if a.Host == "*" {
		return net.JoinHostPort("", strconv.Itoa(int(a.Port)))
	}
	return a.String()
}

// IsLoopback says whether only this machine reaches the address.
func (a Address) IsLoopback() bool {
	parsed, err := netip.ParseAddr(a.Host)
	return a.Host == "localhost" || (err == nil && parsed.IsLoopback())
}

func address(v value) (Address, error) {
	written, err := text(v)
	if err != nil {
		return Address{}, err
	}
	parsed, ok := parseAddress(written)
	if !ok {
		return Address{}, v.problem("is not an address such as 127.0.0.1:50051")
	}
	return parsed, nil
}

func addressOrNone(v value) (*Address, error) {
	if written, err := text(v); err != nil || written == "" {
		return nil, err
	}
	parsed, err := address(v)
	return &parsed, err
}

func parseAddress(text string) (Address, bool) {
	colon := strings.LastIndexByte(text, ':')
	if colon < 1 {
		return Address{}, false
	}
	port, err := strconv.ParseUint(text[colon+1:], 10, 16)
	if err != nil {
		return Address{}, false
	}
	host := text[:colon]
	if inner, ok := strings.CutPrefix(host, "["); ok && strings.HasSuffix(inner, "]") {
		host = strings.TrimSuffix(inner, "]")
	} else if strings.Contains(host, ":") {
		return Address{}, false
	}
	_, err = netip.ParseAddr(host)
	return Address{host, uint16(port)}, err == nil || host == "localhost" || host == "*"
}
