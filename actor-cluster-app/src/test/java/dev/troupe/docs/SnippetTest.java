package dev.troupe.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.docs.Page.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every block of code in the pages is a region of a source that is compiled and run. After a change
 * of a source, {@code -Dtroupe.snippets=update} writes the blocks anew.
 */
class SnippetTest {
  private static final Set<String> MUST_BE_CUT = Set.of("java", "hocon", "xml", "");

  @Test
  void everyBlockIsWhatItsSourceSays() throws IOException {
    boolean update = "update".equals(System.getProperty("troupe.snippets"));
    for (Page page : Repository.pages()) {
      Page fresh = page;
      for (int i = 0; i < page.blocks().size(); i++) {
        Block block = fresh.blocks().get(i);
        if (block.source().isEmpty()) {
          continue;
        }
        List<String> source = Regions.of(block.source().get());
        fresh = fresh.with(block, source);
        if (!update) {
          assertThat(block.text())
              .as("%s:%d; -Dtroupe.snippets=update writes it anew", page.path(), block.first())
              .isEqualTo(source);
        }
      }
      if (!fresh.equals(page)) {
        Files.writeString(page.file(), String.join("\n", fresh.lines()) + "\n");
      }
    }
  }

  @Test
  void noCodeIsWrittenByHand() {
    for (Page page : Repository.pages()) {
      for (Block block : page.blocks()) {
        if (MUST_BE_CUT.contains(block.language())) {
          assertThat(block.source())
              .as(
                  "%s:%d must say what it is cut from, as in <!-- snippet: path#region -->",
                  page.path(), block.first())
              .isPresent();
        }
      }
    }
  }

  @Test
  void theReadmeStartsWithTheTwoCommands() {
    assertThat(Repository.page("README.md").blocks())
        .filteredOn(block -> block.language().equals("sh"))
        .extracting(Block::text)
        .startsWith(List.of("mvn -q compile exec:exec"), List.of("mvn verify"));
  }

  @Test
  void aRegionThatIsNotThereIsNamed() {
    String source = "actor-cluster-app/src/main/java/dev/troupe/sample/bank/Account.java";
    assertThat(Regions.of(source + "#account")).contains("public record Account(EntityKey key)");
    assertThatThrownBy(() -> Regions.of(source + "#acount"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("#acount': expected one region");
    assertThatThrownBy(() -> Regions.of("Nowhere.java#account"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no file 'Nowhere.java'");
  }
}
