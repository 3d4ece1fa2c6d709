package dev.stayer.engine;

import dev.stayer.core.RunId;
import dev.stayer.machine.RunStatus;
import dev.stayer.machine.TaskRow;
import dev.stayer.store.Database;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where executions of runs, and the attempts of their tasks, become a history that other tools read too. The engine decides
 * what happens and when it is committed; this wraps and records it. Thread-safe.
 */
public interface Executions {
    /** Gives executions that are kept in an owner's database. */
    @FunctionalInterface
    interface Source {
        /** @param database the owner's, in which every transaction checks that it still is the owner */
        Executions over(Database database);
    }

    /**
     * Begins another execution of a run, in the caller's transaction.
     *
     * @param instance what the first execution of the run had as {@link OfRun#instance}; null for the first
     */
    OfRun begin(RunId run, String workflow, @Nullable Long instance);

    /** One execution of a run. Its tasks' attempts may be begun from any thread, one at a time, the rest is the caller's. */
    interface OfRun {
        /** The number that all executions of a run share. */
        long instance();

        /**
         * Executes the run on the caller's thread; the end is recorded, whatever it is.
         *
         * @throws RuntimeException as the body threw it
         * @throws InterruptedException if the body was interrupted
         */
        void execute(Body body) throws InterruptedException;

        /** Records how the run stands at the end of this execution, in the transaction that commits it. */
        void ended(RunStatus status);

        /**
         * Begins an attempt of a task, in the transaction that commits its start.
         *
         * @param row the task as it is once started
         * @param goesOn true to begin with the context that the last attempt left
         */
        OfTask begin(TaskRow row, boolean goesOn, Instant now);
    }

    /** One attempt of a task, on the lane that holds it. */
    interface OfTask {
        /** What the task left for its next turn; holds nothing where it begins anew. */
        Map<String, Object> context();

        /** Runs the attempt on the caller's thread; what {@code turns} throws is thrown. */
        void execute(Runnable turns);

        /**
         * Records a turn, in the transaction that commits it, and the attempt's end where the task is no longer RUNNING.
         *
         * @param context what the task leaves for its next turn
         */
        void committed(TaskRow row, Map<String, Object> context, Instant now);
    }

    /** What an execution of a run does. */
    @FunctionalInterface
    interface Body {
        void run() throws InterruptedException;
    }
}
