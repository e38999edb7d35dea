package dev.troupe.local;

import dev.troupe.app.StartFailure;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.auth.DevelopmentIssuer;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokens for a cluster on this machine, in files for their owner alone: one for a user of each
 * sample tenant, who may do anything in it, and one for an operator.
 *
 * <p>Where the environment says who asks in another way, there are none.
 *
 * @param environment by which the nodes take them
 * @param files by whose they are
 */
public record LocalTokens(Map<String, String> environment, Map<String, Path> files) {
  /** How long they are good, which is as long as a node believes. */
  public static final Duration LIFE = Duration.ofHours(24);

  /** The sample tenants. */
  static final List<String> TENANTS = List.of("acme", "globex");

  /** The folder of the issuer below that of the data. */
  public static Path directory(Path data) {
    return data.resolve("auth");
  }

  /** Makes them in this folder of data, unless this environment says how it is known who asks. */
  static LocalTokens in(Path data, Map<String, String> given) {
    if (given.containsKey("TROUPE_AUTH_MODE") || given.containsKey("TROUPE_AUTH_ISSUER")) {
      return new LocalTokens(Map.of(), Map.of());
    }
    Path directory = directory(data);
    try {
      DevelopmentIssuer issuer = DevelopmentIssuer.in(directory, InstantSource.system());
      Map<String, Path> files = new LinkedHashMap<>();
      for (String tenant : TENANTS) {
        Principal user =
            Principal.of("user-of-" + tenant, TenantId.of(tenant), Permissions.of("*:*"));
        files.put(tenant, write(directory.resolve(tenant + ".token"), issuer.token(user, LIFE)));
      }
      Principal operator = Principal.operator("operator", Permissions.of("operator:*"));
      files.put(
          "an operator", write(directory.resolve("operator.token"), issuer.token(operator, LIFE)));
      return new LocalTokens(
          Map.of(
              "TROUPE_AUTH_MODE",
              "jwt",
              "TROUPE_AUTH_ISSUER",
              DevelopmentIssuer.ISSUER,
              "TROUPE_AUTH_AUDIENCE",
              DevelopmentIssuer.AUDIENCE,
              "TROUPE_AUTH_JWKS",
              issuer.jwks().toAbsolutePath().toString()),
          files);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartFailure(
          "tokens can't be made in '%s': %s".formatted(directory, e.getMessage()), e);
    }
  }

  /** An option of curl with the token of this one, or nothing if there is none. */
  String header(String whose) {
    Path file = files.get(whose);
    return file == null
        ? ""
        : "-H \"Authorization: Bearer $(cat '%s')\" ".formatted(file.toAbsolutePath());
  }

  private static Path write(Path file, String token) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.deleteIfExists(file);
    Files.writeString(Files.createFile(file, ownerOnly), token + "\n");
    return file;
  }
}
