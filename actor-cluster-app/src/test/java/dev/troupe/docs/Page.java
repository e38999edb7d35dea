package dev.troupe.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation.
 *
 * @param file where it is
 * @param lines its text
 */
record Page(Path file, List<String> lines) {
  private static final String FENCE = "```";
  private static final Pattern SNIPPET = Pattern.compile("<!-- snippet: (\\S+) -->");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");

  /**
   * A fenced block.
   *
   * @param first the index of its first line after the fence
   * @param language what the fence says
   * @param source {@code path#region}, if a comment above the fence says it
   * @param text its lines
   */
  record Block(int first, String language, Optional<String> source, List<String> text) {}

  static Page read(Path file) {
    return new Page(file, Repository.read(file).lines().toList());
  }

  /** Its path from the root of the repository. */
  String path() {
    return Repository.root().relativize(file).toString();
  }

  /** Its fenced blocks, in order. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(FENCE)) {
        int end = i + 1;
        while (!lines.get(end).startsWith(FENCE)) {
          end++;
        }
        String language = lines.get(i).substring(FENCE.length()).strip();
        blocks.add(new Block(i + 1, language, sourceAbove(i), lines.subList(i + 1, end)));
        i = end;
      }
    }
    return blocks;
  }

  private Optional<String> sourceAbove(int fence) {
    Matcher comment = SNIPPET.matcher(fence == 0 ? "" : lines.get(fence - 1));
    return comment.matches() ? Optional.of(comment.group(1)) : Optional.empty();
  }

  /** The same page with this text in this block. */
  Page with(Block block, List<String> text) {
    List<String> changed = new ArrayList<>(lines.subList(0, block.first()));
    changed.addAll(text);
    changed.addAll(lines.subList(block.first() + block.text().size(), lines.size()));
    return new Page(file, changed);
  }

  /** What its links point at, outside of code. */
  Set<String> links() {
    Set<String> links = new LinkedHashSet<>();
    for (String line : prose()) {
      LINK.matcher(line.replaceAll("`[^`]*`", "")).results().forEach(l -> links.add(l.group(1)));
    }
    return links;
  }

  /** What a link can point at within it, as GitHub makes it of headings. */
  Set<String> anchors() {
    Set<String> anchors = new LinkedHashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    for (String line : prose()) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String slug =
            heading
                .group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\- _]", "")
                .replace(' ', '-');
        int times = seen.merge(slug, 1, Integer::sum);
        anchors.add(times == 1 ? slug : slug + "-" + (times - 1));
      }
    }
    return anchors;
  }

  /** The cells of its table rows, without what is around them; no header and no rule. */
  List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    List<String> prose = prose();
    for (int i = 0; i < prose.size(); i++) {
      boolean header = i + 1 < prose.size() && prose.get(i + 1).startsWith("|-");
      if (prose.get(i).startsWith("| ") && !header) {
        String[] cells = prose.get(i).split("\\|", -1);
        rows.add(List.of(cells).subList(1, cells.length - 1).stream().map(String::strip).toList());
      }
    }
    return rows;
  }

  private List<String> prose() {
    List<String> prose = new ArrayList<>(lines);
    for (Block block : blocks()) {
      for (int i = 0; i < block.text().size(); i++) {
        prose.set(block.first() + i, "");
      }
    }
    return prose;
  }
}
