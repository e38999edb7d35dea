package dev.troupe.k8s.tenants;

import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what is wrong once, however often it is found, and again when it is something else. */
final class Complaint {
  private static final Logger LOG = LoggerFactory.getLogger(Complaint.class);

  private final AtomicReference<String> last = new AtomicReference<>("");

  /** This is wrong. */
  void say(String sentence) {
    if (!sentence.equals(last.getAndSet(sentence))) {
      LOG.warn("tenants on Kubernetes: {}; it is tried again", sentence);
    }
  }

  /** Nothing is wrong any more. */
  void over() {
    if (!last.getAndSet("").isEmpty()) {
      LOG.info("tenants on Kubernetes: the Kubernetes API answers again");
    }
  }
}
