package dev.troupe.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The parts of sources that pages are cut from. */
final class Regions {
  private static final Pattern START =
      Pattern.compile("\\s*(?://|#|--|<!--) @start region=\"([^\"]+)\"\\s*(?:-->)?\\s*");
  private static final Pattern END = Pattern.compile("\\s*(?://|#|--|<!--) @end\\s*(?:-->)?\\s*");

  private Regions() {}

  /**
   * The lines of {@code path#region}, or of a whole file without a region, moved to the left.
   *
   * @throws AssertionError if there is no such file, or not exactly one such region in it
   */
  static List<String> of(String source) {
    int hash = source.indexOf('#');
    String path = hash < 0 ? source : source.substring(0, hash);
    Path file = Repository.root().resolve(path);
    if (!Files.exists(file)) {
      throw new AssertionError("snippet '%s': there is no file '%s'".formatted(source, path));
    }
    List<String> lines = Repository.read(file).lines().toList();
    return dedented(hash < 0 ? lines : region(source, source.substring(hash + 1), lines));
  }

  private static List<String> region(String source, String name, List<String> lines) {
    List<String> found = new ArrayList<>();
    Optional<String> open = Optional.empty();
    int times = 0;
    for (String line : lines) {
      Matcher start = START.matcher(line);
      if (start.matches()) {
        if (open.isPresent()) {
          throw new AssertionError(
              "snippet '%s': region '%s' starts within '%s'; end that one first"
                  .formatted(source, start.group(1), open.get()));
        }
        open = Optional.of(start.group(1));
        times += open.get().equals(name) ? 1 : 0;
      } else if (END.matcher(line).matches()) {
        open = Optional.empty();
      } else if (open.isPresent() && open.get().equals(name)) {
        found.add(line);
      }
    }
    if (times != 1 || open.isPresent()) {
      throw new AssertionError(
          "snippet '%s': expected one region that starts and ends, found '%d'%s"
              .formatted(source, times, open.map(" and no end of '%s'"::formatted).orElse("")));
    }
    return found;
  }

  private static List<String> dedented(List<String> lines) {
    int margin =
        lines.stream()
            .filter(line -> !line.isBlank())
            .mapToInt(line -> line.length() - line.stripLeading().length())
            .min()
            .orElse(0);
    String text =
        lines.stream()
            .map(line -> line.isBlank() ? "" : line.substring(margin))
            .collect(Collectors.joining("\n"));
    return text.strip().lines().toList();
  }
}
