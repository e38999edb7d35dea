package dev.troupe.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.sample.bank.BankApp;
import dev.troupe.sample.bank.BankClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node that stood still while the others gave it up, and took its entities over. */
@Cluster(nodes = 3, app = BankApp.class)
@Tag("alone")
class PausedNodeIT {
  private static final int ACCOUNTS = 90;
  private static final String NEW = "{\"cents\":2}";

  @Test
  void whatItIsAskedAfterThatIsNeverAnsweredFromItsOldMemory(TestCluster cluster) throws Exception {
    TestNode paused = cluster.node(3);
    BankClient all = client(cluster.nodes());
    for (String account : accounts()) {
      all.send(account + "/open", "{\"owner\":\"ann\"}", "open");
      all.send(account + "/deposit", "{\"cents\":1}", "first");
    }

    // As a client that keeps its connections has them; new ones would take the node too long.
    List<Socket> questions = new ArrayList<>();
    for (String account : accounts()) {
      Socket socket = new Socket(paused.url().getHost(), paused.url().getPort());
      questions.add(socket);
      ask(socket, account);
      assertThat(answer(socket)).contains("{\"cents\":1}");
    }

    paused.pause();
    BankClient others = client(List.of(cluster.node(1), cluster.node(2)));
    for (String account : accounts()) {
      assertThat(others.send(account + "/deposit", "{\"cents\":1}", "second").body())
          .isEqualTo(NEW);
    }
    for (int i = 0; i < ACCOUNTS; i++) {
      ask(questions.get(i), accounts().get(i));
    }
    paused.resume();

    List<String> answers = questions.stream().map(PausedNodeIT::answer).toList();
    System.out.printf(
        "of %d reads of a node that was given up, %d were answered%n",
        answers.size(), answers.stream().filter(each -> each.contains("cents")).count());
    assertThat(answers).as("the node has answered").anyMatch(each -> each.startsWith("HTTP/1.1"));
    assertThat(answers).as("old answers").noneMatch(each -> each.contains("{\"cents\":1}"));
    assertThat(paused.log()).contains("this node stood still for");
  }

  /** Waits in the socket of a paused node until that goes on. */
  private static void ask(Socket socket, String account) throws IOException {
    String request = "GET %s/balance HTTP/1.1\r\nHost: bank\r\n\r\n".formatted(account);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  /** What came until the end of a JSON object, or until the connection ended. */
  private static String answer(Socket socket) {
    StringBuilder text = new StringBuilder();
    try {
      for (int next = 0; next >= 0 && next != '}'; ) {
        next = socket.getInputStream().read();
        text.append((char) next);
      }
    } catch (IOException e) {
      text.append(e);
    }
    return text.toString();
  }

  private static List<String> accounts() {
    return IntStream.range(0, ACCOUNTS)
        .mapToObj(i -> "/tenants/acme/account/a-%d".formatted(i))
        .toList();
  }

  private static BankClient client(List<TestNode> nodes) {
    return new BankClient(() -> nodes.stream().map(TestNode::url).toList());
  }
}
