package dev.troupe.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links lead somewhere. */
class LinkTest {
  private static final Pattern ABSOLUTE = Pattern.compile("[a-z]+:.*");
  private static final Pattern MENTIONED = Pattern.compile("\\bdocs/[a-z/-]+\\.md\\b");

  @Test
  void everyLinkLeadsToAFileAndAHeading() {
    for (Page page : Repository.pages()) {
      for (String link : page.links()) {
        if (!ABSOLUTE.matcher(link).matches()) {
          leadsSomewhere(page, link);
        }
      }
    }
  }

  private static void leadsSomewhere(Page page, String link) {
    Path target = target(page, link);
    assertThat(target).as("%s: link '%s'", page.path(), link).exists();
    int hash = link.indexOf('#');
    if (hash >= 0) {
      assertThat(Page.read(target).anchors())
          .as("%s: link '%s'", page.path(), link)
          .contains(link.substring(hash + 1));
    }
  }

  private static Path target(Page page, String link) {
    String path = link.replaceFirst("#.*", "");
    return path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
  }

  @Test
  void everyPageIsReachedFromTheReadme() {
    Deque<Path> open = new ArrayDeque<>(Set.of(Repository.root().resolve("README.md")));
    Set<Path> reached = new HashSet<>(open);
    while (!open.isEmpty()) {
      Page page = Page.read(open.pop());
      page.links().stream()
          .filter(link -> !ABSOLUTE.matcher(link).matches())
          .map(link -> target(page, link))
          .filter(
              file -> file.toString().endsWith(".md") && Files.exists(file) && reached.add(file))
          .forEach(open::push);
    }
    assertThat(Repository.pages())
        .extracting(Page::file)
        .allSatisfy(file -> assertThat(reached).as("pages that are linked").contains(file));
  }

  @Test
  void everyPageThatASourceNamesIsThere() {
    for (String ending : Set.of(".java", ".conf")) {
      Repository.files(Repository.root(), ending)
          .filter(file -> !file.toString().contains("/src/bench/")) // These write their page.
          .forEach(file ->
              MENTIONED
                  .matcher(Repository.read(file))
                  .results()
                  .forEach(mention ->
                      assertThat(Repository.root().resolve(mention.group()))
                          .as("named in %s", file)
                          .exists()));
    }
  }
}
