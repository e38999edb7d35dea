package dev.troupe.persistence;

import static dev.troupe.persistence.internal.EntryFormat.CBOR;
import static dev.troupe.persistence.internal.EntryFormat.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.ConfigFactory;
import dev.troupe.model.EntityType;
import dev.troupe.persistence.evolution.BuildTypes;
import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.internal.EntryFormat;
import dev.troupe.persistence.internal.Receipt;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Entries of the journal in either format, read by who writes the other. */
class JournalFormatTest {
  private static final EntityCodec CBOR_WALLETS = new EntityCodec(Wallet.TYPE, CBOR);
  private static final EntityCodec JSON_WALLETS = new EntityCodec(Wallet.TYPE, JSON);

  private static JournalEntry entry(String type, Optional<Object> event, Optional<Receipt> with) {
    return new JournalEntry(type, event, with, Attachments.NONE, new byte[0]);
  }

  private static byte[] written(EntityCodec codec, Object event) throws IOException {
    return codec.writeEntry(entry(codec.contract().type(), Optional.of(event), Optional.empty()));
  }

  private static Object read(EntityCodec codec, String name, int version, byte[] bytes)
      throws IOException {
    Object event = codec.readEntry(name, version, bytes).event().orElseThrow();
    assertThat(codec.readEvent(name, version, bytes)).isEqualTo(event);
    return event;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void anEntryInJsonCanBeReadWithTheNakedEye() throws IOException {
    byte[] bytes = JSON_WALLETS.writeEntry(Wire.entry(new Wallet.Deposited(5), Wire.receipt()));
    assertThat(text(bytes))
        .isEqualTo(
            "{\"e\":{\"cents\":5},\"r\":{\"id\":\"id-1\",\"command\":\"deposit\",\"fingerprint\":\"AQI=\",\"answer\":\"Aw==\"}}");
  }

  @Test
  void bothAreReadWhateverIsSet() throws IOException {
    for (EntityCodec writer : List.of(CBOR_WALLETS, JSON_WALLETS)) {
      for (EntityCodec reader : List.of(CBOR_WALLETS, JSON_WALLETS)) {
        JournalEntry both = Wire.entry(new Wallet.Deposited(5), Wire.receipt());
        assertThat(reader.readEntry("deposited", 1, writer.writeEntry(both))).isEqualTo(both);
        JournalEntry alone = entry("wallet", Optional.empty(), Optional.of(Wire.receipt()));
        assertThat(reader.readEntry(null, 1, writer.writeEntry(alone))).isEqualTo(alone);
        JournalEntry bare = entry("wallet", Optional.empty(), Optional.empty());
        assertThat(reader.readEntry(null, 1, writer.writeEntry(bare))).isEqualTo(bare);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whateverAnEventHoldsIsReadAsItWas(EntryFormat format) throws IOException {
    EntityCodec codec = new EntityCodec(Specimen.TYPE, format);
    byte[] bytes = written(codec, Specimen.found());
    assertThat(EntryFormat.of(bytes)).isEqualTo(format);
    assertThat(read(codec, "found", 1, bytes)).isEqualTo(Specimen.found());
  }

  @Test
  void anUpcasterSeesTheSameOfBothButForFractionsAndIds() throws IOException {
    List<Map<String, Object>> seen = new ArrayList<>();
    EntityType<Specimen> lifted =
        Specimen.TYPE.upcasting(Specimen.Found.class, fields -> seen.add(new TreeMap<>(fields)));
    EntityCodec reader = new EntityCodec(lifted);
    for (EntryFormat format : EntryFormat.values()) {
      byte[] bytes = written(new EntityCodec(Specimen.TYPE, format), Specimen.found());
      assertThat(reader.readEntry("found", 1, bytes).event()).contains(Specimen.found());
    }
    assertThat(seen.get(0).put("fraction", new BigDecimal("0.1"))).isEqualTo(0.1);
    assertThat(seen.get(0).put("id", Specimen.found().id().toString())).isInstanceOf(byte[].class);
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
  }

  @ParameterizedTest
  @EnumSource
  void whoIsOlderReadsWhatIsNewerAndTheOtherWayRound(EntryFormat format) throws IOException {
    EntityCodec v1 = new EntityCodec(Parcel1.TYPE, format);
    EntityCodec v2 = new EntityCodec(Parcel2.TYPE, format);
    EntityCodec v3 = new EntityCodec(Parcel3.TYPE, format);
    byte[] old = written(v1, new Parcel1.Weighed(5));
    assertThat(read(v2, "weighed", 1, old)).isEqualTo(new Parcel2.Weighed(5, null));
    assertThat(read(v1, "weighed", 1, written(v2, new Parcel2.Weighed(5, "s-1"))))
        .isEqualTo(new Parcel1.Weighed(5));
    assertThat(read(v3, "weighed", 1, old)).isEqualTo(new Parcel3.PutOnScale(5000, "mg"));
  }

  @Test
  void aReplayBeforeTheStartReadsBothAndFindsWhatItCanNotRead() throws IOException {
    var replay =
        BuildTypes.of(MessageTypes.of(Wallet.TYPE), other -> true)
            .replay("wallet", Wallet.key("w-1"))
            .orElseThrow();
    Object event = new Wallet.Deposited(5);
    assertThat(replay.next(1, "wallet/deposited#1", written(CBOR_WALLETS, event))).isEmpty();
    assertThat(replay.next(2, "wallet/deposited#1", written(JSON_WALLETS, event))).isEmpty();
    byte[] without = "{\"e\":{\"pence\":5}}".getBytes(StandardCharsets.UTF_8);
    assertThat(replay.next(3, "wallet/deposited#1", without).orElseThrow().sentence())
        .contains("'cents' is required and not there");
  }

  @Test
  void whatIsNotWholeIsRefusedWithoutWhatItSays() {
    for (String broken :
        List.of(
            "{\"e\":{\"cents\":\"secret\"}}", "{\"e\":{\"text\":\"secret", "{}", "{\"e\":{}}x")) {
      assertThatExceptionOfType(UnreadableMessage.class)
          .isThrownBy(
              () -> CBOR_WALLETS.readEntry("deposited", 1, broken.getBytes(StandardCharsets.UTF_8)))
          .withMessageContaining("can't read entry deposited")
          .withMessageNotContaining("secret");
    }
  }

  @Test
  void anOperatorIsShownTheSameOfBoth() throws IOException {
    try (Wire wire = new Wire()) {
      StoredJson shown = new StoredJson(wire.kit.system());
      List<String> lines = new ArrayList<>();
      for (EntityCodec writer : List.of(CBOR_WALLETS, JSON_WALLETS)) {
        byte[] payload = written(writer, new Wallet.Noted("tea"));
        var row =
            new StoredJson.Row(
                "acme",
                "wallet|acme:w-1",
                1,
                Instant.EPOCH,
                MessageSerializer.IDENTIFIER,
                "wallet/noted#1",
                payload,
                null);
        lines.add(text(shown.line(row).orElseThrow()));
      }
      assertThat(lines.getFirst()).contains("\"data\":{\"text\":\"tea\"}");
      assertThat(lines.getLast()).isEqualTo(lines.getFirst());
    }
  }

  @Test
  void theSettingIsObeyedForEntriesAlone() {
    try (Wire wire = new Wire("troupe.journal.format = json")) {
      JournalEntry event = Wire.entry(new Wallet.Deposited(5), Wire.receipt());
      assertThat(text(wire.write(event))).startsWith("{\"e\":{\"cents\":5}");
      assertThat(wire.copy(event)).isEqualTo(event);
      assertThat(wire.write(EntityState.empty("wallet"))[0]).isNotEqualTo((byte) '{');
      assertThat(wire.write(new Wire.Greeted(1))[0]).isNotEqualTo((byte) '{');
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EntryFormat.of(ConfigFactory.parseString("troupe.journal.format = xml")))
        .withMessage("troupe.journal.format must be 'cbor' or 'json', was 'xml'");
  }
}
