package dev.troupe.app.internal;

import com.typesafe.config.ConfigFactory;
import dev.troupe.app.StartFailure;
import dev.troupe.cluster.Encryption;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.tenants.keys.KeyFailure;
import dev.troupe.tenants.keys.KeyFile;
import dev.troupe.tenants.keys.TenantKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an operator does with the keys that wrap the tenants' keys; needs no node. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Makes and rotates key files, and wraps the tenants' keys anew.",
    subcommands = {KeyCommands.Create.class, KeyCommands.Rotate.class, KeyCommands.Rewrap.class})
final class KeyCommands implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return picocli.CommandLine.ExitCode.USAGE;
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Makes a key file with one key, for its owner alone to read.")
  static final class Create implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "Where; refused if it is there already.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
      if (Files.exists(file)) {
        throw new StartFailure("key file '%s': is there already; name another".formatted(file));
      }
      String key = said(() -> KeyFile.openOrCreate(file).current());
      spec.commandLine().getOut().printf("%s holds key %s; keep a copy of it%n", file, key);
      return 0;
    }
  }

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description =
          "Adds a key to a key file, which wraps from now on. Give all nodes the file, then 'keys rewrap'.")
  static final class Rotate implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "Which.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
      String key =
          said(() -> {
            KeyFile keys = KeyFile.open(file);
            keys.rotate();
            return keys.current();
          });
      spec.commandLine().getOut().printf("%s wraps with key %s from now on%n", file, key);
      return 0;
    }
  }

  @Command(
      name = "rewrap",
      mixinStandardHelpOptions = true,
      description = {
        "Wraps every tenant's keys anew with the current key, after which the old ones may go.",
        "Needs TROUPE_DATABASE_URL, and TROUPE_KEY_FILE or what else a node has."
      })
  static final class Rewrap implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      DatabaseSettings database =
          DatabaseOfEnvironment.required("the tenants' keys are in a database");
      int rewrapped =
          said(() -> {
            try (Encryption encryption = Encryption.open(database, ConfigFactory.load())) {
              TenantKeys keys =
                  encryption
                      .keys()
                      .orElseThrow(() -> new StartFailure("encryption is off; there are no keys"));
              return keys.rewrap().toCompletableFuture().join();
            }
          });
      spec.commandLine().getOut().printf("%d keys are wrapped anew%n", rewrapped);
      return 0;
    }
  }

  /** What fails says why, in its sentence. */
  private static <T> T said(Callable<T> work) {
    try {
      return work.call();
    } catch (StartFailure e) {
      throw e;
    } catch (KeyFailure e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    } catch (CompletionException e) {
      throw new StartFailure(String.valueOf(e.getCause()), e);
    } catch (Exception e) {
      throw new StartFailure("keys: " + e.getMessage(), e);
    }
  }
}
