package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/kyverno/sdk/extensions/regcreds"
	"github.com/sigstore/sigstore/pkg/signature/payload"
)

// What cosign calls a signature in a registry.
const (
	signatureType       = "application/vnd.dev.cosign.simplesigning.v1+json"
	signatureAnnotation = "dev.cosignproject.cosign/signature"
)

// Registries are all registries that there are, in memory: one for each host.
type registries struct {
	lock sync.Mutex
	all  map[string]http.Handler
}

func (there *registries) at(host string) http.Handler {
	there.lock.Lock()
	defer there.lock.Unlock()
	if there.all[host] == nil {
		there.all[host] = registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	}
	return there.all[host]
}

func (there *registries) RoundTrip(request *http.Request) (*http.Response, error) {
	// A server always has a body to read.
	served := request.Clone(request.Context())
	if served.Body == nil {
		served.Body = http.NoBody
	}
	recorder := httptest.NewRecorder()
	there.at(request.URL.Host).ServeHTTP(recorder, served)
	response := recorder.Result()
	response.Request = request
	return response, nil
}

// InMemory has Kyverno and cosign find all registries in memory.
func inMemory() {
	there := &registries{all: map[string]http.Handler{}}
	remote.DefaultTransport = there
	regcreds.DefaultTransport.RegisterProtocol("https", there)
	regcreds.DefaultTransport.RegisterProtocol("http", there)
}

// SigningKey is the one that all signatures here are made with. It is the same in each run, and secret to nobody.
func signingKey() *ecdsa.PrivateKey {
	scalar := sha256.Sum256([]byte("images that are signed"))
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:])
	check(err)
	return key
}

// PublicKey is its public half in PEM.
func publicKey() []byte {
	text, err := x509.MarshalPKIXPublicKey(&signingKey().PublicKey)
	check(err)
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: text})
}

// ImageAt is an image with a digest of its own, so that the signature of one is none of another.
func imageAt(reference name.Reference) v1.Image {
	image, err := mutate.Config(empty.Image, v1.Config{Labels: map[string]string{"name": reference.Name()}})
	check(err)
	return image
}

// Push puts an image where a reference says, and signs it or does not.
func push(reference string, signed bool) {
	parsed, err := name.ParseReference(reference)
	check(err)
	image := imageAt(parsed)
	check(remote.Write(parsed, image))
	if !signed {
		return
	}
	hash, err := image.Digest()
	check(err)
	digest := parsed.Context().Digest(hash.String())
	said, err := payload.Cosign{Image: digest}.MarshalJSON()
	check(err)
	sum := sha256.Sum256(said)
	signature, err := ecdsa.SignASN1(rand.Reader, signingKey(), sum[:])
	check(err)
	signatures, err := mutate.Append(empty.Image, mutate.Addendum{
		Layer:       static.NewLayer(said, signatureType),
		Annotations: map[string]string{signatureAnnotation: base64.StdEncoding.EncodeToString(signature)},
	})
	check(err)
	check(remote.Write(parsed.Context().Tag(fmt.Sprintf("%s-%s.sig", hash.Algorithm, hash.Hex)), signatures))
}
