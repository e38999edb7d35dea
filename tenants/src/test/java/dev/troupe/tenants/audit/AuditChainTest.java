package dev.troupe.tenants.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.tenants.audit.AuditEntry.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class AuditChainTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @Provide
  Arbitrary<AuditEntry> entries() {
    Arbitrary<String> texts = Arbitraries.strings().all().ofMaxLength(8);
    return Combinators.combine(texts, texts, texts, texts, texts, Arbitraries.of(Outcome.class))
        .as((who, tenant, action, target, detail, outcome) ->
            new AuditEntry(NOW, who, tenant, action, target, outcome, detail));
  }

  private static List<String> hashes(List<AuditEntry> entries) {
    List<String> hashes = new ArrayList<>();
    byte[] hash = AuditChain.start();
    for (int i = 0; i < entries.size(); i++) {
      hash = AuditChain.next(hash, i + 1, entries.get(i));
      hashes.add(HexFormat.of().formatHex(hash));
    }
    return hashes;
  }

  @Property(tries = 300)
  void everyEntryChangesItsHashAndAllAfterIt(
      @ForAll("entries") AuditEntry other,
      @ForAll @Size(min = 1, max = 12) List<@net.jqwik.api.From("entries") AuditEntry> entries,
      @ForAll int where) {
    int at = Math.floorMod(where, entries.size());
    List<AuditEntry> changed = new ArrayList<>(entries);
    changed.set(at, other);
    List<String> before = hashes(entries);
    List<String> after = hashes(changed);
    assertThat(after.subList(0, at)).isEqualTo(before.subList(0, at));
    for (int i = at; i < entries.size(); i++) {
      assertThat(after.get(i).equals(before.get(i))).isEqualTo(other.equals(entries.get(at)));
    }
  }

  @Example
  void noTextCanBeMovedFromOneFieldToTheNext() {
    Set<String> all = new HashSet<>();
    for (String[] fields : new String[][] {{"ab", ""}, {"a", "b"}, {"", "ab"}}) {
      AuditEntry entry = new AuditEntry(NOW, fields[0], fields[1], "act", "", Outcome.DONE, "");
      all.addAll(hashes(List.of(entry)));
    }
    assertThat(all).hasSize(3);
  }

  @Example
  void whatIsTooLongIsCutBetweenCharacters() {
    String text = "x".repeat(AuditEntry.LONGEST - 1) + "\uD83D\uDE00";
    AuditEntry entry = new AuditEntry(NOW, text, "a\0b", "act", "", Outcome.DONE, "");
    assertThat(entry.principal()).isEqualTo("x".repeat(AuditEntry.LONGEST - 1));
    assertThat(entry.tenant()).isEqualTo("ab");
  }
}
