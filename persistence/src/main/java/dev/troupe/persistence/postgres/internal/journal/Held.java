package dev.troupe.persistence.postgres.internal.journal;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is in a batch taken from a {@link FairQueue}, whose lock guards it, and what waits
 * for the end of that batch.
 */
final class Held<T> {
  final List<T> batch;
  @Nullable ArrayDeque<T> behind;

  Held(List<T> batch) {
    this.batch = batch;
  }
}
