package dev.stayer.app;

import dev.stayer.store.SqliteSettings;
import dev.stayer.store.Workspace;
import java.nio.file.Path;
import java.util.List;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.dao.JacksonExecutionContextStringSerializer;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** What any Batch user sees of a workspace: its database through a repository made as Batch's documentation says. */
final class BatchHistory {
    private final JobRepository repository;

    private BatchHistory(JobRepository repository) {
        this.repository = repository;
    }

    static BatchHistory of(Path root) throws Exception {
        DriverManagerDataSource source =
                new DriverManagerDataSource(SqliteSettings.url(new Workspace(root).databaseFile()));
        source.setConnectionProperties(SqliteSettings.forWriting());
        JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
        factory.setDataSource(source);
        factory.setTransactionManager(new JdbcTransactionManager(source));
        factory.setIsolationLevelForCreate("ISOLATION_READ_COMMITTED");
        factory.setSerializer(new JacksonExecutionContextStringSerializer());
        factory.afterPropertiesSet();
        return new BatchHistory(factory.getObject());
    }

    JobRepository repository() {
        return repository;
    }

    /** The executions of the only run of a workflow, the first one first. */
    List<JobExecution> executions(String workflow) {
        return repository
                .getJobExecutions(repository.getJobInstances(workflow, 0, 2).getFirst())
                .reversed();
    }

    static StepExecution step(JobExecution execution, String task) {
        return execution.getStepExecutions().stream()
                .filter(step -> step.getStepName().equals(task))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
