package dev.stayer.tool.file;

import dev.stayer.tool.Call;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** How long a search may go on: until it is told to stop, or its time is over. */
final class SearchDeadline {
    static final Duration LIMIT = Duration.ofSeconds(20);

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final long end;

    private SearchDeadline(Duration limit) {
        this.end = System.nanoTime() + limit.toNanos();
    }

    static SearchDeadline of(Call call) {
        SearchDeadline patience = new SearchDeadline(LIMIT);
        call.onStop(() -> patience.stopped.set(true));
        return patience;
    }

    boolean isOver() {
        return stopped.get() || System.nanoTime() > end;
    }

    /** @throws InterruptedException if it was told to stop */
    void check() throws InterruptedException {
        if (stopped.get()) {
            throw new InterruptedException("the search was asked to end");
        }
    }

    /** Text that lets nobody look at it once patience is over: a regular expression cannot be ended otherwise. */
    CharSequence watched(String text) {
        return new Watched(text, this);
    }

    /** Thrown out of a search whose time is over. */
    static final class Over extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Over() {
            super("the time for this search is over", null, false, false);
        }
    }

    private static final class Watched implements CharSequence {
        private final String text;
        private final SearchDeadline patience;
        private int looks;

        Watched(String text, SearchDeadline patience) {
            this.text = text;
            this.patience = patience;
        }

        @Override
        public char charAt(int index) {
            if ((++looks & 0xFFF) == 0 && patience.isOver()) {
                throw new Over();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
