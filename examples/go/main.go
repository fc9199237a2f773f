// A service behind Latchkey in Go's standard library alone: it asks about each caller's key before it answers.
//
// LATCHKEY_URL, LATCHKEY_SERVICE_KEY and PORT are its settings. Without a verdict nobody passes.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

type question struct {
	Headers map[string]string `json:"headers"`
	Product string            `json:"product"`
	Method  string            `json:"method"`
	Path    string            `json:"path"`
}

type verdict struct {
	Valid          bool   `json:"valid"`
	Code           string `json:"code"`
	OrganizationID string `json:"organizationId"`
	RetryAfter     *int   `json:"retryAfter"`
	Customer       *struct {
		ExternalID string `json:"external_id"`
	} `json:"customer"`
}

var client = &http.Client{Timeout: 2 * time.Second}

// ask returns what the deployment says of a caller, and an error where it said nothing.
func ask(asked question) (verdict, error) {
	body, err := json.Marshal(asked)
	if err != nil {
		return verdict{}, err
	}
	request, err := http.NewRequest(http.MethodPost, setting("LATCHKEY_URL", "http://localhost:3000")+"/api/v1/keys/verify", bytes.NewReader(body))
	if err != nil {
		return verdict{}, err
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("LATCHKEY_SERVICE_KEY"))
	request.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(request)
	if err != nil {
		return verdict{}, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return verdict{}, fmt.Errorf("the deployment answered %d", answer.StatusCode)
	}
	var framed struct {
		Data *verdict `json:"data"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&framed); err != nil {
		return verdict{}, err
	}
	if framed.Data == nil {
		return verdict{}, errors.New("the deployment gave no verdict")
	}
	return *framed.Data, nil
}

// statusOf is the status that a verdict is answered with.
func statusOf(about verdict) int {
	if about.Valid {
		return http.StatusOK
	}
	switch about.Code {
	case "MISSING", "MALFORMED", "NOT_FOUND", "EXPIRED", "REVOKED", "DISABLED", "NOT_YET_VALID":
		return http.StatusUnauthorized
	case "RATE_LIMITED", "QUOTA_EXCEEDED", "CREDITS_EXHAUSTED", "CONCURRENCY_EXCEEDED":
		return http.StatusTooManyRequests
	}
	return http.StatusForbidden
}

func guarded(response http.ResponseWriter, request *http.Request) {
	headers := map[string]string{}
	for _, name := range []string{"Authorization", "X-API-Key"} {
		if value := request.Header.Get(name); value != "" {
			headers[name] = value
		}
	}
	response.Header().Set("Content-Type", "application/json")
	about, err := ask(question{headers, "images", request.Method, request.URL.RequestURI()})
	if err != nil {
		answer(response, http.StatusServiceUnavailable, map[string]string{"error": "UNAVAILABLE"})
		return
	}
	status := statusOf(about)
	if status == http.StatusTooManyRequests && about.RetryAfter != nil {
		response.Header().Set("Retry-After", strconv.Itoa(*about.RetryAfter))
	}
	if status != http.StatusOK {
		answer(response, status, map[string]string{"error": about.Code})
		return
	}
	caller := about.OrganizationID
	if about.Customer != nil {
		caller = about.Customer.ExternalID
	}
	answer(response, status, map[string]string{"caller": caller})
}

func answer(response http.ResponseWriter, status int, body map[string]string) {
	response.WriteHeader(status)
	_ = json.NewEncoder(response).Encode(body)
}

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+setting("PORT", "9000"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("listening on %d\n", listener.Addr().(*net.TCPAddr).Port)
	server := &http.Server{Handler: http.HandlerFunc(guarded), ReadHeaderTimeout: 5 * time.Second}
	fmt.Fprintln(os.Stderr, server.Serve(listener))
	os.Exit(1)
}
