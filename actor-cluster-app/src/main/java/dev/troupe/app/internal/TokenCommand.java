package dev.troupe.app.internal;

import dev.troupe.app.StartFailure;
import dev.troupe.local.LocalTokens;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.auth.DevelopmentIssuer;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a token for the cluster on this machine. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Prints a token, good for a day, that the local cluster believes.",
      "It is signed by the key in the folder 'auth' under --data, which the first start makes."
    })
final class TokenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--tenant",
      description = "Whose data it is for; without it the token is an operator's.")
  private String tenant = "";

  @Option(
      names = "--scope",
      required = true,
      description = "What it lets one do, such as 'account:deposit' or 'account:*'; repeatable.")
  private List<String> scopes = List.of();

  @Option(
      names = "--subject",
      defaultValue = "developer",
      description = "Who asks (default: ${DEFAULT-VALUE}).")
  private String subject = "developer";

  @Option(
      names = "--data",
      defaultValue = "data",
      description = "The folder of the local cluster (default: ./data).")
  private Path data = Path.of("data");

  @Option(
      names = "--create",
      description =
          "Makes the key if there is none, for a cluster elsewhere that is to believe these tokens by the file 'auth/jwks.json'.")
  private boolean create;

  @Override
  public Integer call() {
    Path directory = LocalTokens.directory(data);
    if (!create && !DevelopmentIssuer.isIn(directory)) {
      throw new StartFailure(
          "there is no development issuer in '%s'; start the local cluster once, name its folder with --data, or make one with --create"
              .formatted(directory));
    }
    Permissions permissions = Permissions.parse(String.join(" ", scopes));
    if (permissions.scopes().isEmpty()) {
      throw new IllegalArgumentException(
          "--scope must name a type and a command, such as 'account:deposit' or 'account:*', was '%s'"
              .formatted(String.join(" ", scopes)));
    }
    Optional<TenantId> whose =
        tenant.isEmpty() ? Optional.empty() : Optional.of(TenantId.of(tenant));
    spec.commandLine()
        .getOut()
        .println(
            DevelopmentIssuer.in(directory, InstantSource.system())
                .token(new Principal(subject, whose, permissions), LocalTokens.LIFE));
    return 0;
  }
}
