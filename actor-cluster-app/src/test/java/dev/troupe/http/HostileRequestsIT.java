package dev.troupe.http;

import static dev.troupe.http.HostileRows.ACCOUNT;
import static dev.troupe.http.HostileRows.JSON;
import static dev.troupe.http.Wire.ascii;
import static dev.troupe.http.Wire.bodiless;
import static dev.troupe.http.Wire.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.bank.Account;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileRequestsIT {
  private static Edge edge;

  @BeforeAll
  static void openOneInnocentAccount() throws Exception {
    edge = Edge.of(Account.TYPE, Gadget.TYPE);
    assertThat(sent(post(ACCOUNT + "open", JSON, ascii("{\"owner\":\"ann\"}"))).status())
        .isEqualTo(204);
    assertThat(sent(post(ACCOUNT + "deposit", JSON, ascii("{\"cents\":60}"))).text())
        .isEqualTo("{\"cents\":60}");
  }

  @AfterAll
  static void close() {
    edge.close();
  }

  private static Wire.Answer sent(byte[] request) throws Exception {
    return Wire.send(edge.address(), request);
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "dev.troupe.http.HostileRows#tenants",
    "dev.troupe.http.HostileRows#ids",
    "dev.troupe.http.HostileBodies#bodies",
    "dev.troupe.http.HostileBodies#longBodies",
    "dev.troupe.http.HostileRows#names",
    "dev.troupe.http.HostileRows#methods",
    "dev.troupe.http.HostileRows#headers",
    "dev.troupe.http.HostileRows#queries"
  })
  void isRefusedWithAProblem(HostileRows.Row row) throws Exception {
    Wire.Answer answer = sent(row.request());

    assertThat(answer.status()).as(answer.text()).isEqualTo(row.status());
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.header("server")).isEmpty();
    if (!row.name().startsWith("HEAD")) {
      assertThat(answer.json().path("code").asText()).as(answer.text()).isEqualTo(row.code());
      assertThat(answer.json().path("status").asInt()).isEqualTo(row.status());
      assertThat(answer.json().path("title").asText()).isNotBlank();
      assertThat(answer.json().path("detail").asText())
          .hasSizeGreaterThan(15)
          .contains(" ")
          .doesNotContainPattern("\\p{Cntrl}")
          .doesNotContain("Exception", "com.fasterxml", "dev.troupe", "org.apache");
    }
  }

  @Order(2)
  @Test
  void leavesTheInnocentAccountAsItWasAndStartsNoOther() throws Exception {
    assertThat(sent(bodiless("GET", ACCOUNT + "balance", "")).text()).isEqualTo("{\"cents\":60}");
    assertThat(edge.started()).isEqualTo(1);
  }
}
