package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.internal.Manifest.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  @Test
  void everyKindIsReadBackAsItWasWritten() throws UnreadableMessage {
    for (Manifest manifest :
        List.of(
            Manifest.of(Kind.COMMAND, "account", "deposit"),
            Manifest.of(Kind.REPLY, "account", "get-balance"),
            Manifest.of(Kind.FAILURE, "", "timed-out"),
            Manifest.of(Kind.MESSAGE, "", "session/touch"),
            Manifest.of(Kind.TOPIC, "price", "quoted"),
            Manifest.event("account", "deposited", 12),
            Manifest.noEvent("account"),
            Manifest.snapshot("account"))) {
      assertThat(Manifest.parse(manifest.encoded())).isEqualTo(manifest);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "account",
        "account/",
        "/deposited#1",
        "account/deposited",
        "account/deposited#",
        "account/deposited#0",
        "account/deposited#-1",
        "account/deposited#+1",
        "account/deposited#01",
        "account/deposited#x",
        "account/#1",
        "command:account",
        "command:/deposit",
        "command:account/",
        "topic:price",
        "java.lang.Runtime",
        "dev.troupe.persistence.Wallet$Deposited"
      })
  void allElseIsRefused(String encoded) {
    assertThatExceptionOfType(UnreadableMessage.class)
        .isThrownBy(() -> Manifest.parse(encoded))
        .withMessageContaining("'" + encoded + "'");
  }
}
