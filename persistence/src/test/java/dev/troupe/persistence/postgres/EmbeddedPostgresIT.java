package dev.troupe.persistence.postgres;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.postgres.EmbeddedPostgres.StopMode;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

  @TempDir private Path temporary;
  private Path directory = Path.of("");

  @BeforeEach
  void useAPathWithASpace() {
    directory = temporary.resolve("a directory");
  }

  @Test
  void isAsDurableAsProduction() throws Exception {
    try (EmbeddedPostgres server = Databases.in(directory).start()) {
      for (String setting :
          List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
        assertThat(Databases.query(server.settings(), "SHOW " + setting))
            .as(setting)
            .containsExactly("on");
      }
      assertThat(Databases.query(server.settings(), "SHOW server_version"))
          .containsExactly(server.version());
      assertThat(server.version()).startsWith("18");
    }
  }

  @Test
  void givesTheApplicationARoleThatIsNoSuperuserAndAPasswordInAPrivateFile() throws Exception {
    try (EmbeddedPostgres server = Databases.in(directory).start()) {
      assertThat(
              Databases.query(
                  server.settings(),
                  "SELECT rolname || rolsuper FROM pg_roles WHERE rolname = current_user"))
          .containsExactly("troupefalse");
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(server.passwordFile())))
          .isEqualTo("rw-------");
      assertThat(Files.readString(server.passwordFile()).strip()).isEqualTo(server.password());
      DatabaseSettings wrong = DatabaseSettings.of(server.jdbcUrl(), server.user(), "wrong");
      assertThatThrownBy(() -> Databases.query(wrong, "SELECT 1"))
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void keepsItsDataAndItsPortWhenStoppedOrKilled() throws Exception {
    try (EmbeddedPostgres server = Databases.in(directory).start()) {
      int port = server.port();
      Databases.execute(server.settings().asOwner(), "CREATE TABLE public.kept (word text)");

      insert(server, "fast");
      server.stop(StopMode.FAST);
      assertThat(server.pid()).isEqualTo(-1);
      server.start();

      insert(server, "immediate");
      server.stop(StopMode.IMMEDIATE);
      server.start();

      insert(server, "killed");
      long pid = server.pid();
      server.kill();
      assertThat(server.pid()).isEqualTo(-1);
      server.start();

      assertThat(server.pid()).isPositive().isNotEqualTo(pid);
      assertThat(server.port()).isEqualTo(port);
      assertThat(words(server)).containsExactly("fast", "immediate", "killed");
    }
  }

  @Test
  void keepsItsDataWhenTheApplicationIsKilled() throws Exception {
    try (OtherOwner application = OtherOwner.start(directory, "acknowledged")) {
      long left = Long.parseLong(Files.readAllLines(pidFile()).getFirst());
      application.kill();
      assertThat(ProcessHandle.of(left)).as("the server that outlived it").isPresent();
      try (EmbeddedPostgres server = Databases.in(directory).start()) {
        assertThat(words(server)).containsExactly("acknowledged");
        assertThat(server.pid()).isNotEqualTo(left);
      }
    }
  }

  @Test
  void refusesASecondOwnerInAnotherProcess() throws Exception {
    try (OtherOwner application = OtherOwner.start(directory, "first")) {
      assertThatThrownBy(() -> Databases.in(directory).start())
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("'" + directory.toRealPath() + "'")
          .hasMessageContaining("'pid " + application.pid() + ", started 20")
          .hasMessageContaining("stop that process or use another directory");
    } finally {
      Databases.in(directory).start().close();
    }
  }

  @Test
  void refusesASecondOwnerInThisProcessAndStaysOwnedByTheFirst() throws Exception {
    try (EmbeddedPostgres first = Databases.in(directory).start()) {
      assertThatThrownBy(() -> Databases.in(directory).start())
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("is held by this process, pid '" + ProcessHandle.current().pid());
      assertThatThrownBy(() -> OtherOwner.start(directory, "second").close())
          .hasMessageContaining("answered 'null'");
      assertThat(Databases.query(first.settings(), "SELECT 1")).containsExactly("1");
    }
  }

  @Test
  void givesTheDirectoryUpWhenClosedTwice() {
    EmbeddedPostgres first = Databases.in(directory).start();
    first.close();
    first.close();
    assertThat(first.pid()).isEqualTo(-1);
    assertThatThrownBy(first::start)
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("was closed");
    try (EmbeddedPostgres second = Databases.in(directory).start()) {
      assertThat(second.pid()).isPositive();
    }
  }

  @Test
  void refusesABusyPortAndGivesTheDirectoryUp() throws Exception {
    try (ServerSocket busy = held(0)) {
      assertThatThrownBy(() -> Databases.in(directory).port(busy.getLocalPort()).start())
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("port '" + busy.getLocalPort() + "' on 127.0.0.1 cannot be used")
          .hasMessageContaining("choose another port");
    }
    try (EmbeddedPostgres server = Databases.in(directory).start()) {
      assertThat(server.pid()).isPositive();
    }
  }

  @Test
  void waitsForItsPortWhichAProcessOfAKilledServerMayStillHold() throws Exception {
    try (EmbeddedPostgres server = Databases.in(directory).start()) {
      int port = server.port();
      server.kill();
      FutureTask<EmbeddedPostgres> start = new FutureTask<>(server::start, server);
      Thread starter = new Thread(start);
      try (ServerSocket ignored = held(port)) {
        starter.start();
        while (starter.isAlive() && starter.getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }
        assertThat(start).as("the start that waits").isNotDone();
      }
      assertThat(start.get(60, SECONDS).port()).isEqualTo(port);
      assertThat(server.pid()).isPositive();
    }
  }

  @Test
  void startsWhenTheLockFileNamesAPidThatNowBelongsToAStranger() throws Exception {
    EmbeddedPostgres first = Databases.in(directory).start();
    insertInto(first, "before");
    first.kill();
    first.close();
    List<String> lines = Files.readAllLines(pidFile());
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      lines.set(0, Long.toString(stranger.pid()));
      Files.write(pidFile(), lines);
      try (EmbeddedPostgres second = Databases.in(directory).start()) {
        assertThat(words(second)).containsExactly("before");
        assertThat(stranger.isAlive()).as("the stranger lives").isTrue();
      }
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void refusesDataOfAnotherMajorVersion() throws Exception {
    Databases.in(directory).start().close();
    Files.writeString(directory.resolve("data/PG_VERSION"), "15\n");
    assertThatThrownBy(() -> Databases.in(directory).start())
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("were written by major version '15', these binaries are '18.");
  }

  @Test
  void saysWhatTheLogSaysWhenTheServerDoesNotStart() throws Exception {
    Databases.in(directory).start().close();
    Files.writeString(directory.resolve("data/postgresql.auto.conf"), "shared_buffers = 'lots'\n");
    assertThatThrownBy(() -> Databases.in(directory).start())
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("did not start on port")
        .hasMessageContaining("invalid value for parameter \"shared_buffers\": \"lots\"");
  }

  @Test
  void takesAnInterruptedSetUpForNoData() throws Exception {
    Path partial = Files.createDirectories(directory.resolve("data.4711.partial"));
    Files.writeString(partial.resolve("PG_VERSION"), "18\n");
    Files.writeString(directory.resolve("superuser.password"), "of the interrupted set-up\n");
    try (EmbeddedPostgres server = Databases.in(directory).start()) {
      assertThat(Databases.query(server.settings(), "SELECT 1")).containsExactly("1");
      assertThat(partial).doesNotExist();
    }
  }

  @Test
  void makesAPasswordAnewThatWasLost() throws Exception {
    Databases.in(directory).start().close();
    Files.delete(directory.resolve("troupe.password"));
    try (EmbeddedPostgres server = Databases.in(directory).start()) {
      assertThat(Databases.query(server.settings(), "SELECT 1")).containsExactly("1");
    }
    assertThat(directory.resolve("postgres.log")).content().doesNotContain("ALTER ROLE");
  }

  @Test
  void hasASessionOfItsOwnSoThatControlCDoesNotReachIt() throws Exception {
    try (EmbeddedPostgres server = Databases.in(directory).start()) {
      Path status = Path.of("/proc", Long.toString(server.pid()), "stat");
      // After the name in parentheses: state, parent, process group, session.
      String[] fields = Files.readString(status).replaceFirst(".*\\) ", "").split(" ", -1);
      assertThat(fields[3]).as("session").isEqualTo(Long.toString(server.pid()));
    }
  }

  @Test
  void refusesAPathThatIsAFileOrThatAShellWouldRead() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertThatThrownBy(() -> Databases.in(file).start())
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("cannot be used by user");
    assertThatThrownBy(() -> Databases.in(temporary.resolve("a$HOME")).start())
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("use another directory");
  }

  private Path pidFile() {
    return directory.resolve("data/postmaster.pid");
  }

  private static void insertInto(EmbeddedPostgres server, String word) throws Exception {
    Databases.execute(
        server.settings().asOwner(), "CREATE TABLE IF NOT EXISTS public.kept (word text)");
    insert(server, word);
  }

  private static void insert(EmbeddedPostgres server, String word) throws Exception {
    Databases.execute(
        server.settings().asOwner(), "INSERT INTO public.kept VALUES ('" + word + "')");
  }

  private static List<String> words(EmbeddedPostgres server) throws Exception {
    return Databases.query(
        server.settings().asOwner(), "SELECT word FROM public.kept ORDER BY word");
  }

  /** The port in our hands, as soon as the last process of a killed server has let it go. */
  private static ServerSocket held(int port) throws IOException {
    long deadline = System.nanoTime() + SECONDS.toNanos(20);
    while (true) {
      try {
        return new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
      } catch (BindException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
    }
  }
}
