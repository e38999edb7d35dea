package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.troupe.http.internal.Endpoints;
import dev.troupe.http.internal.Shapes;
import dev.troupe.sample.bank.Account;
import dev.troupe.sample.bank.Transfer;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.junit.jupiter.api.Test;

class ServedTest {
  private static final Served<Transfer> SERVED =
      Served.only(Transfer.TYPE, Transfer.Start.class, Transfer.GetStatus.class);

  @Test
  void whatIsNotServedIsUnknownAndIsNotNamed() {
    Endpoints<Transfer> endpoints = Endpoints.of(SERVED, new Shapes());
    assertThat(endpoints.serves("start")).isTrue();
    assertThat(endpoints.serves("status")).isTrue();
    assertThat(endpoints.serves("note-withdrawn")).isFalse();
    assertThat(endpoints.unknown(HttpMethods.POST, "note-withdrawn").detail())
        .contains("POST start; GET status")
        .doesNotContain("note-deposited");
  }

  @Test
  void whatIsNotServedIsNotInTheDocument() {
    HttpSettings settings = new HttpSettings(1024, Duration.ofSeconds(1), "Bank", "1");
    assertThat(
            new String(
                OpenApi.of(List.of(SERVED), settings).json(),
                java.nio.charset.StandardCharsets.UTF_8))
        .contains("/transfer/{id}/start")
        .doesNotContain("note-withdrawn");
  }

  @Test
  void anInterfaceServesAllThatImplementIt() {
    assertThat(Served.only(Account.TYPE, Account.Movement.class).commands())
        .extracting(command -> command.name())
        .containsExactly("deposit", "withdraw");
  }

  @Test
  void anothersCommandIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Served.only(Account.TYPE, Transfer.Start.class))
        .withMessageContaining("'dev.troupe.sample.bank.Transfer$Start' is none of its commands")
        .withMessageContaining("deposit");
  }
}
