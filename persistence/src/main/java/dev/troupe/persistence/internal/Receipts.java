package dev.troupe.persistence.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.HashMap;
import scala.collection.immutable.HashMap$;
import scala.collection.immutable.Queue;
import scala.collection.immutable.Queue$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The latest receipts of an entity, the oldest given up first. Immutable.
 *
 * <p>Scala's persistent collections share all but a few nodes between one value and the next; a
 * copy of a thousand receipts for every event would make a replay quadratic.
 */
public final class Receipts {
  /** None yet. */
  public static final Receipts NONE =
      new Receipts(HashMap$.MODULE$.empty(), Queue$.MODULE$.empty());

  private final HashMap<String, Receipt> byId;
  private final Queue<Receipt> byAge;

  private Receipts(HashMap<String, Receipt> byId, Queue<Receipt> byAge) {
    this.byId = byId;
    this.byAge = byAge;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return byId.isEmpty();
  }

  /** What was answered to this id, if it is still known. */
  @Nullable Receipt find(String id) {
    return byId.contains(id) ? byId.apply(id) : null;
  }

  /** With this one too, and without the oldest if there are more than the window holds. */
  public Receipts with(Receipt receipt, int window) {
    HashMap<String, Receipt> ids = byId.updated(receipt.id(), receipt);
    Queue<Receipt> ages = without(receipt.id()).enqueue(receipt);
    while (ids.size() > window) {
      ids = ids.removed(ages.head().id());
      ages = ages.tail();
    }
    return new Receipts(ids, ages);
  }

  /** An id comes twice if it had been forgotten, and the window is wider now than it was then. */
  private Queue<Receipt> without(String id) {
    if (!byId.contains(id)) {
      return byAge;
    }
    Queue<Receipt> others = Queue$.MODULE$.empty();
    for (Receipt each : toList()) {
      others = each.id().equals(id) ? others : others.enqueue(each);
    }
    return others;
  }

  /** These, the oldest first. */
  static Receipts of(List<Receipt> oldestFirst) {
    Receipts receipts = NONE;
    for (Receipt receipt : oldestFirst) {
      receipts = receipts.with(receipt, Integer.MAX_VALUE);
    }
    return receipts;
  }

  /** How many are known. */
  public int size() {
    return byId.size();
  }

  /** All of them, the oldest first. */
  public List<Receipt> toList() {
    return new ArrayList<>(CollectionConverters.asJava(byAge));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Receipts that && toList().equals(that.toList());
  }

  @Override
  public int hashCode() {
    return byId.size();
  }

  @Override
  public String toString() {
    return "Receipts[" + size() + "]";
  }
}
