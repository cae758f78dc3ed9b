package config

import "encoding/json"

// ServiceAccount says with which key a client signs tokens for itself.
type ServiceAccount struct {
	Issuer    string // and subject
	Audience  string // one of those that the server expects
	KeyID     string // the key's in the server's key set
	Algorithm Algorithm
	Key       string // a PEM file, relative to the account's
}

// ReadServiceAccount reads the content of client.auth.serviceAccountFile. What is wrong with the whole of it is said by the
// given function, to be read after the file's name.
func ReadServiceAccount(file string, content []byte, problem func(format string, parts ...any) error) (made ServiceAccount, _ error) {
	whole := value{source: file, key: "client.auth.serviceAccountFile", json: content}
	if !json.Valid(content) {
		return made, problem("is not JSON")
	}
	needed := []string{"issuer", "audience", "keyId", "algorithm", "key"}
	keys, err := knownObject(whole, needed...)
	if err != nil {
		return made, err
	}
	for _, key := range needed {
		if _, ok := keys[key]; !ok {
			return made, problem("has no %s", key)
		}
	}
	return made, firstError(
		optional(keys, "issuer", &made.Issuer, filled),
		optional(keys, "audience", &made.Audience, filled),
		optional(keys, "keyId", &made.KeyID, filled),
		optional(keys, "algorithm", &made.Algorithm, word(ES256, RS256, PS256)),
		optional(keys, "key", &made.Key, filled),
	)
}
