package gen_test

import (
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/model"
)

const oracleSample = `
swagger: "2.0"
info: {title: Shop, version: "2025-01-01"}
basePath: /v1
consumes: [application/json]
produces: [application/json]
paths:
  /orders/{id}:
    put:
      operationId: Put
      parameters:
      - {name: api-version, in: query, required: true, type: string}
      - {name: id, in: path, required: true, type: string}
      - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: pipes}
      - {name: since, in: header, type: string, format: date-time}
      - {name: body, in: body, required: true, schema: {$ref: "#/definitions/Order"}}
      responses: {200: {description: ok, schema: {$ref: "#/definitions/Order"}}}
definitions:
  Order:
    required: [name, pet]
    properties:
      name: {type: string}
      count: {type: integer}
      createdOn: {type: string, readOnly: true}
      pet: {$ref: "#/definitions/Pet"}
  Pet: {required: [sort], discriminator: sort, properties: {sort: {type: string}}}
  Cat: {allOf: [{$ref: "#/definitions/Pet"}], x-ms-discriminator-value: cat, properties: {lives: {type: integer}}}
`

// The oracle accepts a request that is as the document states, and notices each way in
// which one differs.
func TestOracleNotices(t *testing.T) {
	t.Parallel()
	doc := readRaw(t, "api.yaml", func(name string) ([]byte, error) {
		if name != "api.yaml" {
			return nil, fs.ErrNotExist
		}
		return []byte(oracleSample), nil
	})
	right := sentRequest{
		Method: "PUT", URL: "https://contoso.example/v1/orders/10001?api-version=2025-01-01&tags=a%7C10002",
		Header: http.Header{"Accept": {"application/json"}, "Content-Type": {"application/json"}, "Since": {"2057-05-22T00:00:00Z"}},
		Body:   `{"name":"10004","count":10005,"pet":{"sort":"cat","lives":10006}}`,
		Names:  map[int]string{10001: "id", 10002: "Tags", 10003: "Since", 10004: "name", 10005: "Count", 10006: "Lives"},
	}
	for _, c := range []struct {
		name   string
		change func(*sentRequest)
		want   string
	}{
		{"right", func(*sentRequest) {}, ""},
		{"method", func(r *sentRequest) { r.Method = "POST" }, `the method is "POST", the error `},
		{"host", func(r *sentRequest) { r.URL = strings.Replace(r.URL, "contoso", "fabrikam", 1) }, "the address is https://fabrikam.example"},
		{"base path", func(r *sentRequest) { r.URL = strings.Replace(r.URL, "/v1", "", 1) }, "the path is /orders/10001"},
		{"value of another", func(r *sentRequest) { r.URL = strings.Replace(r.URL, "10001", "10002", 1) }, "id has the value of Tags"},
		{"no query parameter", func(r *sentRequest) { r.URL = strings.Replace(r.URL, "&tags=a%7C10002", "", 1) }, "the query has no tags"},
		{"unset parameter", func(r *sentRequest) { r.Required = true }, "the query has tags, which is not set\nthe header has since, which is not set"},
		{"separator", func(r *sentRequest) { r.URL = strings.Replace(r.URL, "%7C", ",", 1) }, `tags has the values ["a,10002"]`},
		{"unknown query parameter", func(r *sentRequest) { r.URL += "&more=1" }, "the query has more"},
		{"version", func(r *sentRequest) { r.URL = strings.Replace(r.URL, "2025-", "2026-", 1) }, `api-version is ["2026-01-01"]`},
		{"unknown header", func(r *sentRequest) { r.Header.Set("X-More", "1") }, "there is a header X-More"},
		{"format of a time", func(r *sentRequest) { r.Header.Set("Since", "yesterday") }, `since is "yesterday": parsing time "yesterday"`},
		{"accepted media type", func(r *sentRequest) { r.Header.Set("Accept", "text/plain") }, "Accept is [\"text/plain\"], without any of [\"application/json\"]\nAccept is [\"text/plain\"], of which \"text/plain\" is not stated"},
		{"parameter of an accepted media type", func(r *sentRequest) { r.Header.Set("Accept", "application/json;odata=none") }, "Accept is [\"application/json;odata=none\"], without any of [\"application/json\"]\n"},
		{"parameter of a media type", func(r *sentRequest) { r.Header.Set("Content-Type", "application/json;odata=none") }, `the media type is "application/json;odata=none", not one of`},
		{"media type", func(r *sentRequest) { r.Header.Set("Content-Type", "text/plain") }, `the media type is "text/plain", not one of ["application/json"]`},
		{"no body", func(r *sentRequest) { r.Body = "" }, "there is no body"},
		{"no required property", func(r *sentRequest) { r.Body = strings.Replace(r.Body, `"name":"10004",`, "", 1) }, "body has no name"},
		{"no property", func(r *sentRequest) { r.Body = strings.Replace(r.Body, `"count":10005,`, "", 1) }, "body has no count"},
		{"type", func(r *sentRequest) { r.Body = strings.Replace(r.Body, "10005", `"10005"`, 1) }, "body.count is a string, not of type integer"},
		{"read-only", func(r *sentRequest) { r.Body = strings.Replace(r.Body, `{"name"`, `{"createdOn":"x","name"`, 1) }, "body.createdOn is read-only"},
		{"null", func(r *sentRequest) { r.Body = strings.Replace(r.Body, "10005", "null", 1) }, "body.count is null"},
		{"swapped", func(r *sentRequest) { r.Body = strings.Replace(r.Body, "10005", "10006", 1) }, "body.count has the value of Lives"},
		{"unknown property", func(r *sentRequest) { r.Body = strings.Replace(r.Body, `{"name"`, `{"nome":"x","name"`, 1) }, "body has nome"},
		{"property of another variant", func(r *sentRequest) { r.Body = strings.Replace(r.Body, "cat", "dog", 1) }, "body.pet has lives"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			request := right
			request.Header = maps.Clone(right.Header)
			c.change(&request)
			o := &requestOracle{oraclePackage: &oraclePackage{pkg: &model.Package{}, doc: doc}, op: doc.operations()[0], sent: request}
			o.check()
			slices.Sort(o.problems)
			slices.Reverse(o.problems)
			got := strings.Join(o.problems, "\n")
			if got != c.want && (c.want == "" || !strings.HasPrefix(got, c.want)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The oracle accepts what is decoded of a response if it has all values, and notices each
// one that is missing or another.
func TestOracleNoticesResponses(t *testing.T) {
	t.Parallel()
	doc := readRaw(t, "api.yaml", func(string) ([]byte, error) { return []byte(oracleSample), nil })
	listed := model.NotCarried{Kind: "headers", Subject: "Put", Value: `200 x-total {"type":"integer"}`}
	p := &oraclePackage{pkg: &model.Package{NotCarried: []model.NotCarried{listed}}, doc: doc}
	op := doc.operations()[0]
	samples := p.sampleResponses(t, &model.Operation{Method: op.method, Path: op.path, Statuses: []int{http.StatusOK}, Result: &model.Type{}})
	if len(samples) != sampleRounds+1 {
		t.Fatalf("%d samples", len(samples))
	}
	sample := samples[0]
	sample.operation, sample.headers = "Get", map[string]string{"x-total": "7"}
	nullSample := sample
	nullSample.headers, nullSample.value = nil, map[string]any{"name": nil, "count": nil, "createdOn": nil, "pet": nil}
	sent := sample.value.(map[string]any)
	lives := sent["pet"].(map[string]any)["lives"]
	for _, c := range []struct {
		name   string
		change func(order, pet map[string]any)
		want   string
	}{
		{"right", func(_, _ map[string]any) {}, ""},
		{"dropped", func(order, _ map[string]any) { delete(order, "Name") }, "response.name is dropped"},
		{"dropped in a variant", func(_, pet map[string]any) { delete(pet, "Lives") }, "response.pet.lives is dropped"},
		{"swapped", func(order, _ map[string]any) { order["Count"] = lives }, fmt.Sprintf("response.count is %v, not %v", lives, sent["count"])},
		{"empty", func(order, _ map[string]any) { order["Pet"] = nil }, "response.pet is <nil>, not an object"},
		{"header", func(order, _ map[string]any) { order["XTotal"] = "8" }, "the header x-total is 8, not 7"},
		{"no header", func(order, _ map[string]any) { delete(order, "XTotal") }, "the header x-total is dropped"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			pet := map[string]any{"Lives": lives}
			order := map[string]any{"Name": sent["name"], "Count": sent["count"], "CreatedOn": sent["createdOn"], "Pet": pet, "XTotal": 7}
			c.change(order, pet)
			got := strings.Join(p.checkResponse(sample, decodedResponse{Value: order}), "\n")
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	for _, c := range []struct {
		name    string
		sample  sampleResponse
		decoded decodedResponse
		want    []string
	}{
		{"rejected", sample, decodedResponse{Error: "no"}, []string{"the response is rejected: no"}},
		{"no body", sampleResponse{}, decodedResponse{}, nil},
		{"header without a body", sampleResponse{headers: sample.headers}, decodedResponse{}, []string{"the header x-total is dropped"}},
		{"header that is listed", sampleResponse{headers: sample.headers, operation: "Put", status: http.StatusOK}, decodedResponse{}, nil},
		{"header of another status", sampleResponse{headers: sample.headers, operation: "Put", status: http.StatusCreated}, decodedResponse{}, []string{"the header x-total is dropped"}},
		{"next page", sampleResponse{link: "next"}, decodedResponse{Request: "GET /?a", Link: "/?a"}, nil},
		{"another next page", sampleResponse{link: "next"}, decodedResponse{Request: "POST /?a", Link: "/?a"}, []string{"the next page is requested by POST /?a, not by GET /?a"}},
		{"null", nullSample, decodedResponse{Value: map[string]any{"Name": "", "Count": 0.0, "CreatedOn": nil, "Pet": []any{}}}, nil},
		{"no null", nullSample, decodedResponse{Value: map[string]any{"Name": "x", "Count": nil, "CreatedOn": nil, "Pet": nil}}, []string{"response.name is x, not null"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := p.checkResponse(c.sample, c.decoded); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
