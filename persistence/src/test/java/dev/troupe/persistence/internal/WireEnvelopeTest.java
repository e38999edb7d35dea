package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.internal.WireEnvelope.WireDelivery;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireEnvelopeTest {
  private static final ObjectMapper CBOR = MessageMappers.cbor();

  private static Map<String, @Nullable Object> least() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("k", "acme:a-1");
    fields.put("t", 1500);
    fields.put("r", "pekko://troupe/temp/a");
    fields.put("c", new byte[] {1, 2});
    return fields;
  }

  private static WireEnvelope read(Map<String, @Nullable Object> fields) throws IOException {
    return WireEnvelope.read(CBOR, CBOR.writeValueAsBytes(fields));
  }

  @Test
  void allFieldsSurvive() throws IOException {
    WireEnvelope envelope =
        new WireEnvelope(
            "acme:a-1",
            "id-1",
            9,
            "pekko://troupe/temp/a",
            new byte[] {1, 2, 3},
            new WireDelivery(1, 2, "name", Instant.ofEpochSecond(3)),
            "globex",
            true,
            "00-trace",
            "somebody");
    assertThat(WireEnvelope.read(CBOR, envelope.write(CBOR)))
        .usingRecursiveComparison()
        .isEqualTo(envelope);
  }

  @Test
  void whatIsNotThereIsNotWrittenAndReadAsNothing() throws IOException {
    WireEnvelope envelope = read(least());
    assertThat(envelope)
        .usingRecursiveComparison()
        .isEqualTo(
            new WireEnvelope(
                "acme:a-1",
                null,
                1500,
                "pekko://troupe/temp/a",
                new byte[] {1, 2},
                null,
                null,
                false,
                null,
                null));
    assertThat(CBOR.readTree(envelope.write(CBOR)).fieldNames())
        .toIterable()
        .containsExactly("k", "t", "r", "c");
  }

  @Test
  void aFieldOfANewerNodeIsSkippedAndNullIsNothing() throws IOException {
    Map<String, @Nullable Object> fields = least();
    fields.put("z", List.of(1, Map.of("deep", 2)));
    fields.put("i", null);
    fields.put("s", null);
    assertThat(read(fields)).usingRecursiveComparison().isEqualTo(read(least()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"k", "t", "r", "c"})
  void oneThatLacksAFieldItMustHaveIsRefused(String name) {
    Map<String, @Nullable Object> fields = least();
    fields.remove(name);
    assertThatThrownBy(() -> read(fields)).hasMessage("its part '%s' is missing", name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"k", "i", "t", "r", "c", "d", "f", "s", "w", "p"})
  void aValueOfAnotherKindIsRefused(String name) {
    Map<String, @Nullable Object> fields = least();
    fields.put(name, List.of(1));
    assertThatThrownBy(() -> read(fields)).isInstanceOf(IOException.class);
  }
}
