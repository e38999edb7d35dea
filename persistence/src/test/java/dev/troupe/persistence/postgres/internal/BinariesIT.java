package dev.troupe.persistence.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesIT {

  @TempDir private Path cache = Path.of("");

  @Test
  void areUnpackedWholeByAllWhoUnpackAtOnceAndOnceOnly() throws Exception {
    Files.createDirectories(cache.resolve(".unpacking-by-one-who-was-killed/bin"));
    List<Future<Binaries>> both = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 2; i++) {
        both.add(threads.submit(() -> Binaries.in(cache)));
      }
    }
    Binaries binaries = both.getFirst().get();
    assertThat(both.getLast().get()).isEqualTo(binaries);
    assertThat(Binaries.in(cache)).isEqualTo(binaries);
    try (Stream<Path> entries = Files.list(cache)) {
      assertThat(entries.filter(e -> !e.endsWith(".unpacking-by-one-who-was-killed")))
          .containsExactly(binaries.home());
    }
    assertThat(binaries.major()).isEqualTo("18");
    assertThat(Path.of(binaries.program("pg_ctl"))).isExecutable();
    try (Stream<Path> libraries = Files.list(binaries.home().resolve("lib"))) {
      assertThat(libraries.filter(Files::isSymbolicLink))
          .isNotEmpty()
          .allSatisfy(link -> assertThat(link.toRealPath()).isRegularFile());
    }
  }
}
