package pki

import (
	"bytes"
	"crypto/x509"

	"example.com/grpc-service-template/internal/files"
)

// authorities are whose certificates the other side may show. The system's own count for nothing.
type authorities struct {
	roots         *x509.CertPool
	intermediates []*x509.Certificate
	certificates  []*x509.Certificate // the roots
}

func authoritiesOf(file files.Named, content []byte) (authorities, error) {
	certificates, err := certificatesOf(file, content)
	if err != nil {
		return authorities{}, err
	}
	found := authorities{roots: x509.NewCertPool()}
	for _, certificate := range certificates {
		// Whoever stands at the end of a chain has its own name for its issuer's.
		if bytes.Equal(certificate.RawSubject, certificate.RawIssuer) {
			found.roots.AddCert(certificate)
			found.certificates = append(found.certificates, certificate)
		} else {
			found.intermediates = append(found.intermediates, certificate)
		}
	}
	if len(found.certificates) == 0 {
		return authorities{}, file.Problem("holds no root certificate, only such that another CA issued")
	}
	return found, nil
}

// holdNow refuses authorities none of which holds now.
func (a authorities) holdNow(file files.Named) (err error) {
	for _, certificate := range a.certificates {
		if err = holdsNow(file, certificate); err == nil {
			return nil
		}
	}
	return err
}

// verify checks the chain that the other side showed, for what it is used for. The name is that of a server; empty for a
// client's.
func (a authorities) verify(shown []*x509.Certificate, usage x509.ExtKeyUsage, name string) ([][]*x509.Certificate, error) {
	intermediates := x509.NewCertPool()
	for _, certificate := range append(shown[1:], a.intermediates...) {
		intermediates.AddCert(certificate)
	}
	return shown[0].Verify(x509.VerifyOptions{
		Roots:         a.roots,
		Intermediates: intermediates,
		KeyUsages:     []x509.ExtKeyUsage{usage},
		DNSName:       name,
	})
}
