package dev.troupe.app.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.app.StartFailure;
import dev.troupe.cluster.TenantExport;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An export that was checked against its manifest.
 *
 * @param tenant whose events they are
 * @param events how many
 */
record ExportFile(String tenant, long events) {

  /** Reads it once from the start to its end, a line at a time; refuses one that is not whole. */
  static ExportFile check(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      long lines = 0;
      byte[] line = line(in);
      for (byte[] next = line(in); next.length > 0; next = line(in)) {
        digest.update(line);
        lines++;
        line = next;
      }
      return checked(file, line, lines, HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw new StartFailure("'%s' can't be read: %s".formatted(file, e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static ExportFile checked(Path file, byte[] last, long lines, String digest) {
    JsonNode manifest;
    try {
      manifest = new ObjectMapper().readTree(new String(last, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new StartFailure("'%s' is no export: its last line is no JSON".formatted(file), e);
    }
    if (!TenantExport.FORM.equals(manifest.path("manifest").asText())) {
      throw new StartFailure(
          "'%s' is no whole export: its last line is no manifest of '%s'"
              .formatted(file, TenantExport.FORM));
    }
    if (manifest.path("events").asLong() != lines
        || !digest.equals(manifest.path("sha256").asText())) {
      throw new StartFailure(
          "'%s' was changed: it has '%d' events of SHA-256 '%s', and its manifest says '%s' of '%s'"
              .formatted(
                  file,
                  lines,
                  digest,
                  manifest.path("events").asText(),
                  manifest.path("sha256").asText()));
    }
    return new ExportFile(manifest.path("tenant").asText(), lines);
  }

  /** With its end; empty at the end of the file. */
  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0) {
      line.write(next);
      if (next == '\n') {
        break;
      }
      next = in.read();
    }
    return line.toByteArray();
  }
}
