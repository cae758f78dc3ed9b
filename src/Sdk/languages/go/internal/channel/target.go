package channel

import (
	"cmp"
	"net"
	"strconv"
	"strings"

	"google.golang.org/grpc/resolver"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/rpcerr"
)

const dns = "dns:///"

// target is the servers that a channel leads to.
type target struct {
	name      string
	addresses []string // host:port, at least one
}

func targetOf(configuration *config.Config) (target, error) {
	client := configuration.Client
	for i, address := range client.Addresses {
		if !isAddress(address) {
			return target{}, configuration.Problem("client.addresses[%d]: %s is not an address such as host:50051", i, rpcerr.Quote(address))
		}
	}
	if len(client.Addresses) > 0 {
		return target{strings.Join(client.Addresses, ","), client.Addresses}, nil
	}
	address := strings.TrimPrefix(client.Target, dns)
	if !isAddress(address) {
		return target{}, configuration.Problem("client.target: %s is not a target such as dns:///host:50051", rpcerr.Quote(client.Target))
	}
	return target{client.Target, []string{address}}, nil
}

func isAddress(text string) bool {
	host, port, err := net.SplitHostPort(text)
	if err != nil || host == "" || strings.ContainsAny(host, "/ ") {
		return false
	}
	number, err := strconv.ParseUint(port, 10, 16)
	return err == nil && number > 0
}

// String is what the target is called in messages.
func (t target) String() string { return t.name }

// scheme says which kind of target it is.
func (t target) scheme() string {
	if len(t.addresses) == 1 {
		return "dns"
	}
	return "addresses"
}

// uri is the target as the library takes it, and as metrics name it.
func (t target) uri() string { return t.scheme() + ":///" + strings.Join(t.addresses, ",") }

// resolver finds the target's servers, in place of any of the library's.
func (t target) resolver(options Options) resolver.Builder {
	return names{
		scheme:    t.scheme(),
		addresses: t.addresses,
		interval:  max(cmp.Or(options.ResolveInterval, usualInterval), leastInterval),
		lookup:    net.DefaultResolver.LookupHost,
	}
}

// serverName is the name that a server's certificate must have.
func (t target) serverName(configuration *config.Config) (string, error) {
	if name := configuration.Client.TLS.ServerName; name != "" {
		return name, nil
	}
	var hosts []string
	for _, address := range t.addresses {
		host, _, _ := net.SplitHostPort(address)
		if len(hosts) == 0 || !strings.EqualFold(hosts[0], host) {
			hosts = append(hosts, host)
		}
	}
	if len(hosts) > 1 {
		return "", configuration.Problem("client.tls.serverName: is empty, and client.addresses names more than one host (%s); give the name that all their certificates have",
			strings.Join(hosts, ", "))
	}
	return hosts[0], nil
}
