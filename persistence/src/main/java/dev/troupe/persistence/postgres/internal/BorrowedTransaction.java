package dev.troupe.persistence.postgres.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** A connection whose transaction is another's to end, and so can't be ended through it. */
public final class BorrowedTransaction {
  private static final Set<String> REFUSED =
      Set.of("commit", "setAutoCommit", "close", "abort", "setReadOnly", "setTransactionIsolation");

  private BorrowedTransaction() {}

  /** This connection, without what would end or change its transaction. */
  public static Connection of(Connection connection, String lender) {
    InvocationHandler calls =
        (proxy, method, arguments) -> {
          // Back to a savepoint is fine, and the one form of rollback with an argument.
          boolean isRollback = method.getName().equals("rollback") && arguments == null;
          if (isRollback || REFUSED.contains(method.getName())) {
            throw new SQLException(
                "%s: '%s' was called on a connection whose transaction is not the caller's to end; return, or throw to undo it"
                    .formatted(lender, method.getName()));
          }
          try {
            return method.invoke(connection, arguments);
          } catch (InvocationTargetException e) {
            throw e.getTargetException();
          }
        };
    return (Connection)
        Proxy.newProxyInstance(
            BorrowedTransaction.class.getClassLoader(), new Class<?>[] {Connection.class}, calls);
  }
}
