package dev.troupe.tenants.auth;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's keys, read anew from time to time by a thread of their own.
 *
 * <p>What can't be read leaves the keys as they were: an issuer that is away for a while locks
 * nobody out whose key is known. A token with an unknown key has them read at once, but not more
 * often than the least pause allows, so that nobody can have the issuer flooded with inventions.
 */
public final class RefreshedKeys implements TokenKeys, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RefreshedKeys.class);

  /** Looking at a file costs nothing. */
  private static final Duration OF_FILES = Duration.ofSeconds(1);

  private final String where;
  private final Source source;
  private final Duration pause;
  private final ScheduledExecutorService thread;
  private volatile Optional<KeySet> current = Optional.empty();
  private @Nullable CompletableFuture<Optional<KeySet>> underWay;
  private long lastNanos;
  private boolean wasRead;
  private volatile boolean isFailing;

  /** Where keys are read. Used by one thread. */
  @FunctionalInterface
  interface Source {
    /**
     * The keys; empty if they are as they were at the last time.
     *
     * @throws Exception if they can't be read, which is a reason to keep those that are known
     */
    Optional<KeySet> read() throws Exception;
  }

  RefreshedKeys(String where, Source source, Duration interval, Duration pause) {
    this.where = where;
    this.source = source;
    this.pause = pause;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("token-keys").unstarted(task));
    Future<?> unused =
        thread.scheduleWithFixedDelay(
            this::refreshAnyway, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * The keys in this file, read now, and again within a second after it changed.
   *
   * @throws IllegalArgumentException if it can't be read, or is no key set
   */
  public static RefreshedKeys file(Path file) {
    KeyFile source = new KeyFile(file);
    KeySet first = source.first();
    RefreshedKeys keys = new RefreshedKeys("file " + file, source, OF_FILES, OF_FILES);
    keys.current = Optional.of(first);
    return keys;
  }

  /**
   * The keys at this address. They are asked for at once, but not waited for.
   *
   * @param url {@code https}, or {@code http} to this machine itself
   * @param interval between two readings
   * @param pause the shortest time between two readings
   * @throws IllegalArgumentException if the address is not one of these
   */
  public static RefreshedKeys url(URI url, Duration interval, Duration pause) {
    RefreshedKeys keys = new RefreshedKeys(url.toString(), KeyUrl.of(url), interval, pause);
    keys.refreshed();
    return keys;
  }

  @Override
  public Optional<KeySet> current() {
    return current;
  }

  @Override
  public synchronized CompletionStage<Optional<KeySet>> refreshed() {
    if (underWay != null) {
      return underWay;
    }
    if (thread.isShutdown()) {
      return CompletableFuture.completedStage(current);
    }
    if (wasRead && System.nanoTime() - lastNanos < pause.toNanos()) {
      return CompletableFuture.completedStage(current);
    }
    CompletableFuture<Optional<KeySet>> begun = new CompletableFuture<>();
    underWay = begun;
    thread.execute(() -> {
      read();
      synchronized (this) {
        underWay = null;
        wasRead = true;
        lastNanos = System.nanoTime();
      }
      begun.complete(current);
    });
    return begun;
  }

  private void refreshAnyway() {
    synchronized (this) {
      wasRead = false;
    }
    refreshed();
  }

  private void read() {
    try {
      Optional<KeySet> read = source.read();
      if (read.isPresent()) {
        current = read;
      }
      if (isFailing) {
        LOG.info("token keys: read again from {}", where);
      }
      isFailing = false;
    } catch (Exception e) {
      if (!isFailing) {
        LOG.warn(
            "token keys: can't be read from {}; {}: {}",
            where,
            current.isPresent() ? "those that are known stay" : "no token is believed until then",
            e.toString());
      }
      isFailing = true;
    }
  }

  @Override
  public synchronized void close() {
    thread.shutdownNow();
    if (underWay != null) {
      underWay.complete(current);
    }
  }
}
