package channel_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// authority issues certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	chain       [][]byte // what leads to its root; empty for one itself
}

// issued is a certificate, what leads to its root, and its key.
type issued struct {
	chain [][]byte
	key   *ecdsa.PrivateKey
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sign(t *testing.T, template *x509.Certificate, key *ecdsa.PrivateKey, by *x509.Certificate, with *ecdsa.PrivateKey) []byte {
	t.Helper()
	template.SerialNumber, template.NotBefore, template.NotAfter = big.NewInt(time.Now().UnixNano()), time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	made, err := x509.CreateCertificate(rand.Reader, template, by, &key.PublicKey, with)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// newAuthority makes a CA: a root, or an intermediate of one.
func newAuthority(t *testing.T, name string, of *authority) *authority {
	t.Helper()
	made := &authority{key: newKey(t)}
	template := &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	by, with := template, made.key
	if of != nil {
		by, with = of.certificate, of.key
	}
	encoded := sign(t, template, made.key, by, with)
	made.certificate, _ = x509.ParseCertificate(encoded)
	if of != nil {
		made.chain = append([][]byte{encoded}, of.chain...)
	}
	return made
}

// issue makes a certificate for a server and a client alike, for names of servers or addresses.
func (a *authority) issue(t *testing.T, names ...string) issued {
	t.Helper()
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: a.certificate.Subject.CommonName + "'s"},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, name := range names {
		if address := net.ParseIP(name); address != nil {
			template.IPAddresses = append(template.IPAddresses, address)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	key := newKey(t)
	return issued{append([][]byte{sign(t, template, key, a.certificate, a.key)}, a.chain...), key}
}

func (i issued) pair() *tls.Certificate {
	return &tls.Certificate{Certificate: i.chain, PrivateKey: i.key}
}

func pemOf(kind string, blocks ...[]byte) []byte {
	var made bytes.Buffer
	for _, block := range blocks {
		_ = pem.Encode(&made, &pem.Block{Type: kind, Bytes: block})
	}
	return made.Bytes()
}

func pool(authorities ...*authority) *x509.CertPool {
	made := x509.NewCertPool()
	for _, authority := range authorities {
		made.AddCert(authority.certificate)
	}
	return made
}

// write puts a file in a folder in one step, as who renews certificates does.
func write(t *testing.T, folder, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path+".new", content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
	return path
}

// writeTLS writes what a client has: its certificate and key, and what it holds servers against.
func writeTLS(t *testing.T, folder string, own issued, roots ...*authority) {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(own.key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, folder, "client.crt", pemOf("CERTIFICATE", own.chain...))
	write(t, folder, "client.key", pemOf("PRIVATE KEY", key))
	var all [][]byte
	for _, root := range roots {
		all = append(all, root.certificate.Raw)
	}
	write(t, folder, "ca.crt", pemOf("CERTIFICATE", all...))
}
