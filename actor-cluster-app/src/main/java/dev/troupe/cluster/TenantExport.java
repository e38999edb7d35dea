package dev.troupe.cluster;

import dev.troupe.model.NotServed;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.reads.TenantHistory;
import dev.troupe.persistence.postgres.reads.TenantHistory.Page;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;

/**
 * All events of a tenant as lines of JSON, and after them one line, the manifest, with their number
 * and the SHA-256 of all bytes before it. What has no manifest was cut off.
 *
 * <p>Holds the events that were stored when it began, those of one entity in their order. A page is
 * read when the one before it was taken, so that a slow reader costs no more than one page of
 * memory and no connection.
 */
public final class TenantExport {
  /** What the manifest says it is. */
  public static final String FORM = "troupe-export/1";

  private TenantExport() {}

  /** The lines, in pieces; fails if the database can't go on. */
  public static Source<ByteString, NotUsed> of(ActorSystem<?> system, TenantId tenant) {
    TenantHistory history = new TenantHistory(system);
    Erasures erasures = Erasures.on(system);
    return Source.lazySource(() ->
            Source.completionStage(history.end(tenant))
                .flatMapConcat(end -> lines(history, tenant, end, erasures)))
        .mapMaterializedValue(any -> NotUsed.getInstance());
  }

  /**
   * Nothing is deleted before the tenant is blocked, so what was read is whole if it is not blocked
   * at the end.
   */
  private static Source<ByteString, NotUsed> lines(
      TenantHistory history, TenantId tenant, long end, Erasures erasures) {
    Digest digest = new Digest();
    return Source.unfoldAsync(0L, after -> next(history.page(tenant, after, end), digest))
        .filter(piece -> !piece.isEmpty())
        .concatLazy(
            Source.lazyCompletionStage(() ->
                erasures
                    .isBegun(tenant)
                    .thenApply(isBegun -> {
                      if (isBegun) {
                        throw new NotServed(tenant, NotServed.Reason.TENANT_ERASED);
                      }
                      return digest.manifest(tenant);
                    })));
  }

  private static CompletionStage<Optional<Pair<Long, ByteString>>> next(
      CompletionStage<Page> read, Digest digest) {
    return read.thenCompose(page ->
        CompletableFuture.completedStage(
            page.last().map(last -> Pair.create(last, digest.add(page)))));
  }

  /** Of one stream, whose stages run one after the other. */
  private static final class Digest {
    private final MessageDigest bytes;
    private long events;

    private Digest() {
      try {
        this.bytes = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }

    private ByteString add(Page page) {
      ByteStringBuilder piece = new ByteStringBuilder();
      for (byte[] line : page.lines()) {
        piece.putBytes(line).putByte((byte) '\n');
        bytes.update(line);
        bytes.update((byte) '\n');
        events++;
      }
      return piece.result();
    }

    private ByteString manifest(TenantId tenant) {
      return ByteString.fromArray(
          "{\"manifest\":\"%s\",\"tenant\":\"%s\",\"events\":%d,\"sha256\":\"%s\"}\n"
              .formatted(FORM, tenant, events, HexFormat.of().formatHex(bytes.digest()))
              .getBytes(StandardCharsets.UTF_8));
    }
  }
}
