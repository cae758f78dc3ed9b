// Package pki reads certificates and keys, and has connections speak TLS with them.
package pki

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"time"

	"example.com/grpc-service-template/internal/files"
)

// certificatesOf reads all certificates of a file, at least one.
func certificatesOf(file files.Named, content []byte) ([]*x509.Certificate, error) {
	var certificates []*x509.Certificate
	for rest := content; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, file.Problem("holds a certificate that cannot be read")
		}
		certificates = append(certificates, certificate)
	}
	switch expected := bytes.Count(content, []byte("-----BEGIN CERTIFICATE-----")); {
	case expected == 0:
		return nil, file.Problem("holds no certificate in PEM")
	case expected != len(certificates):
		return nil, file.Problem("holds a certificate that cannot be read")
	default:
		return certificates, nil
	}
}

// pairOf reads the first certificate of a file, with what leads to its CA, and its key.
func pairOf(certificateFile files.Named, certificate []byte, keyFile files.Named, key []byte) (*tls.Certificate, error) {
	if _, err := certificatesOf(certificateFile, certificate); err != nil {
		return nil, err
	}
	if bytes.Contains(key, []byte("-----BEGIN ENCRYPTED PRIVATE KEY-----")) || bytes.Contains(key, []byte("Proc-Type: 4,ENCRYPTED")) {
		return nil, keyFile.Problem("is encrypted, and there is no one to ask for its password")
	}
	block := keyBlock(key)
	if block == nil {
		return nil, keyFile.Problem("holds no private key in PEM")
	}
	if !canParse(block.Bytes) {
		return nil, keyFile.Problem("holds a private key that cannot be read")
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return nil, keyFile.Problem("does not belong to the certificate in '%s'", certificateFile.Path)
	}
	return &pair, nil
}

func keyBlock(key []byte) *pem.Block {
	for {
		var block *pem.Block
		if block, key = pem.Decode(key); block == nil {
			return nil
		}
		if block.Type == "PRIVATE KEY" || block.Type == "RSA PRIVATE KEY" || block.Type == "EC PRIVATE KEY" {
			return block
		}
	}
}

func canParse(key []byte) bool {
	if _, err := x509.ParsePKCS8PrivateKey(key); err == nil {
		return true
	}
	if _, err := x509.ParsePKCS1PrivateKey(key); err == nil {
		return true
	}
	_, err := x509.ParseECPrivateKey(key)
	return err == nil
}

// holdsNow refuses a certificate that does not hold now.
func holdsNow(file files.Named, certificate *x509.Certificate) error {
	now := time.Now()
	switch {
	case certificate.NotAfter.Before(now):
		return file.Problem("expired at %s", certificate.NotAfter.UTC().Format(time.RFC3339))
	case certificate.NotBefore.After(now):
		return file.Problem("is not valid before %s", certificate.NotBefore.UTC().Format(time.RFC3339))
	default:
		return nil
	}
}
