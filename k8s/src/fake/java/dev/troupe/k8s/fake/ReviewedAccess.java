package dev.troupe.k8s.fake;

import com.fasterxml.jackson.databind.JsonNode;

/** What a review of access asks for, in the words of the API; empty where it says nothing. */
public record ReviewedAccess(
    String namespace, String group, String resource, String subresource, String name, String verb) {

  static ReviewedAccess of(JsonNode review) {
    JsonNode asked = review.at("/spec/resourceAttributes");
    return new ReviewedAccess(
        asked.path("namespace").asText(),
        asked.path("group").asText(),
        asked.path("resource").asText(),
        asked.path("subresource").asText(),
        asked.path("name").asText(),
        asked.path("verb").asText());
  }
}
