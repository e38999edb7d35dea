package dev.troupe.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.app.Declarations;
import dev.troupe.sample.bank.Bank;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  @Test
  void areTwoCommandsAndAQueryOverAllNodes() {
    Declarations declarations = new Declarations();
    new Bank().declare(declarations);

    assertThat(Examples.of(declarations, List.of("http://h:1", "http://h:2"), "-H x "))
        .containsExactly(
            "curl -H x -H 'Content-Type: application/json' -d '{\"owner\":\"owner\"}' http://h:1/tenants/acme/account/a-1/open",
            "curl -H x -H 'Content-Type: application/json' -d '{\"cents\":60}' http://h:2/tenants/acme/account/a-1/deposit",
            "curl -H x http://h:1/tenants/acme/account/a-1/balance");
  }

  @Test
  void areNoneWhereNothingIsServed() {
    assertThat(Examples.of(new Declarations(), List.of("http://h:1"), "")).isEmpty();
  }
}
