package dev.troupe.app.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.evolution.Catalogue;
import dev.troupe.persistence.evolution.Catalogue.Entry;
import dev.troupe.persistence.evolution.Catalogue.Sample;
import dev.troupe.persistence.evolution.StoredName;
import dev.troupe.persistence.evolution.StoredName.Store;
import dev.troupe.persistence.evolution.StoredShapes;
import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.sample.bank.Account;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bank against catalogues in files. */
class EvolutionCommandsTest {
  private static final int OURS = 4_204_201;

  @TempDir Path directory;

  private static StoredName name(Store store, String manifest) {
    String shape = StoredShapes.of(MessageTypes.of(Account.TYPE)).of(OURS, manifest);
    return new StoredName(store, OURS, manifest, shape, Instant.EPOCH);
  }

  private static Entry entry(long number, Object event, String manifest) throws IOException {
    byte[] payload =
        new EntityCodec(Account.TYPE)
            .writeEntry(
                new JournalEntry(
                    "account",
                    Optional.of(event),
                    Optional.empty(),
                    Attachments.NONE,
                    new byte[0]));
    return new Entry(number, OURS, manifest, false, payload);
  }

  private Ran check(List<StoredName> names, List<Sample> samples, String... more)
      throws IOException {
    Path file = directory.resolve("catalogue.json");
    Files.writeString(
        file, new Catalogue(Catalogue.FORMAT, Instant.EPOCH, names, samples).toJson());
    List<String> arguments =
        new java.util.ArrayList<>(List.of("evolution", "check", "--catalogue", file.toString()));
    arguments.addAll(List.of(more));
    return Ran.of(arguments.toArray(String[]::new));
  }

  @Test
  void whatTheBuildReadsIsExitCodeZero() throws Exception {
    Sample sample =
        new Sample(
            "account",
            List.of(
                entry(1, new Account.Opened("ann"), "account/opened#1"),
                entry(2, new Account.Deposited(5), "account/deposited#1")));
    Ran result =
        check(
            List.of(
                name(Store.EVENT, "account/opened#1"),
                name(Store.MESSAGE, "command:account/deposit"),
                name(Store.SNAPSHOT, "account/.snapshot")),
            List.of(sample));

    assertThat(result.out().strip())
        .isEqualTo(
            "this build reads what is stored under 3 names; 2 events of 1 streams were replayed, 0 streams were not");
    assertThat(result.code()).isZero();
  }

  @Test
  void whatItCanNotReadIsNamedAndExitCodeOne() throws Exception {
    List<StoredName> names = List.of(name(Store.EVENT, "account/frozen#1"));
    Ran result = check(names, List.of());

    assertThat(result.out())
        .contains("stops: account/frozen#1: no event of 'account' is called 'frozen'")
        .contains("can't read all that is stored under 1 names");
    assertThat(result.code()).isEqualTo(1);
    Ran accepted = check(names, List.of(), "--accept", "account/frozen#1");
    assertThat(accepted.out()).contains("note: account/frozen#1").contains("(accepted)");
    assertThat(accepted.code()).isZero();
  }

  @Test
  void asJsonTheFindingsArePartsOfOneObject() throws Exception {
    Sample broken =
        new Sample(
            "account",
            List.of(
                new Entry(
                    1,
                    OURS,
                    "account/deposited#1",
                    false,
                    "nonsense".getBytes(StandardCharsets.UTF_8))));
    Ran result = check(List.of(), List.of(broken), "-o", "json");

    assertThat(result.out())
        .startsWith("{\"passes\":false,\"names\":0,\"events\":1,\"streams\":1,\"unread\":0")
        .contains("\"stops\":true,\"subject\":\"account/deposited#1\"")
        .contains("sample 1, entry 1");
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void aStreamWithoutPayloadsIsHeldAgainstTheNamesAlone() throws Exception {
    Sample bare = new Sample("account", List.of(new Entry(1, OURS, "account/gone#1", true, null)));

    assertThat(check(List.of(), List.of(bare)).out())
        .contains("no event of 'account' is called 'gone'")
        .contains("0 events of 0 streams were replayed, 1 streams were not");
  }

  @Test
  void aFileThatIsNoCatalogueIsOneSentence() throws Exception {
    Path file = directory.resolve("other.json");
    Files.writeString(file, "{\"format\":7,\"written\":0,\"names\":[],\"samples\":[]}");
    Ran result = Ran.of("evolution", "check", "--catalogue", file.toString());

    assertThat(result.err().strip())
        .isEqualTo(
            "troupe: catalogue: has format '7', expected '1'; export it with the version that checks it");
    assertThat(result.code()).isEqualTo(1);
    assertThat(
            Ran.of("evolution", "check", "--catalogue", directory.resolve("none").toString()).err())
        .contains("can't be read");
  }

  @Test
  void anExportWithoutADatabaseIsOneSentence() {
    assertThat(Ran.of("evolution", "export").err()).contains("TROUPE_DATABASE_URL");
  }
}
