package dev.troupe.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of the project, found from the folder of any of its modules. */
final class Repository {
  private static final List<String> GENERATED = List.of("target", "data", ".git", "node_modules");

  private Repository() {}

  /** The folder whose pom.xml names the modules. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    for (Path each = folder; each != null; each = each.getParent()) {
      Path pom = each.resolve("pom.xml");
      if (Files.exists(pom) && read(pom).contains("<modules>")) {
        return each;
      }
    }
    throw new IllegalStateException(
        "no pom.xml with <modules> is above '%s'; run the tests in a module".formatted(folder));
  }

  /** README.md and all pages below docs. */
  static List<Page> pages() {
    return Stream.concat(
            Stream.of(root().resolve("README.md")), files(root().resolve("docs"), ".md"))
        .map(Page::read)
        .toList();
  }

  /** The page at this path. */
  static Page page(String path) {
    return Page.read(root().resolve(path));
  }

  /** The files below this folder, but for generated ones, whose names end so. */
  static Stream<Path> files(Path folder, String ending) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
              boolean isGenerated = GENERATED.contains(String.valueOf(each.getFileName()));
              return isGenerated ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && each.toString().endsWith(ending)) {
                found.add(each);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted();
  }

  /** The test class of this simple name, in any module. */
  static Optional<Path> testClass(String name) {
    return files(root(), "/" + name + ".java")
        .filter(file -> file.toString().contains("/src/test/java/"))
        .findFirst();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
