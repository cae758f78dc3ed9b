package auth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"errors"

	"github.com/MicahParks/jwkset"

	"example.com/grpc-service-template/config"
)

const leastRSABits = 2048

var (
	errNoKeySet   = errors.New("is no JSON Web Key Set")
	errPrivateKey = errors.New("holds a private key, which no one but its owner may have")
	errNoKeys     = errors.New("holds no key for signatures: RSA with 2048 bits or more, or EC with P-256")
)

// keySet is the keys of one issuer that its tokens may be signed with.
type keySet struct{ keys []signingKey }

type signingKey struct {
	id        string
	algorithm string // the only one that the key is for; empty for any that fits
	public    any
}

// parseKeys reads a JSON Web Key Set. What an error says is to be read after the set's name.
func parseKeys(content []byte) (*keySet, error) {
	var written jwkset.JWKSMarshal
	if err := json.Unmarshal(content, &written); err != nil {
		return nil, errNoKeySet
	}
	var keys []signingKey
	for _, each := range written.Keys {
		if each.D != "" || each.K != "" {
			return nil, errPrivateKey
		}
		key, err := jwkset.NewJWKFromMarshal(each, jwkset.JWKMarshalOptions{}, jwkset.JWKValidateOptions{SkipAll: true})
		if err == nil && (each.USE == "" || each.USE == jwkset.UseSig) && isOfUse(key.Key()) {
			keys = append(keys, signingKey{each.KID, string(each.ALG), key.Key()})
		}
	}
	if len(keys) == 0 {
		return nil, errNoKeys
	}
	return &keySet{keys}, nil
}

func isOfUse(key any) bool {
	switch key := key.(type) {
	case *rsa.PublicKey:
		return key.N.BitLen() >= leastRSABits
	case *ecdsa.PublicKey:
		_, err := key.ECDH() // an error for a point beside the curve
		return err == nil && key.Curve == elliptic.P256()
	default:
		return false
	}
}

// knows says whether any key has the id.
func (k *keySet) knows(id string) bool {
	for _, key := range k.keys {
		if key.id == id {
			return true
		}
	}
	return false
}

// find finds the key that a token is signed with: the one that it names, or the only one where it names none.
func (k *keySet) find(id string, algorithm config.Algorithm) (any, bool) {
	if id == "" && len(k.keys) != 1 {
		return nil, false
	}
	for _, key := range k.keys {
		if (id == "" || key.id == id) && key.fits(algorithm) {
			return key.public, true
		}
	}
	return nil, false
}

func (k signingKey) fits(algorithm config.Algorithm) bool {
	_, isElliptic := k.public.(*ecdsa.PublicKey)
	return isElliptic == (algorithm == config.ES256) && (k.algorithm == "" || k.algorithm == string(algorithm))
}
