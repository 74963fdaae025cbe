"""Several chat sessions on one workspace, run for real on one machine: messages, queues, containers, their faults.

A desk opens sessions and sends commands; a host gives each (client, project, user) one container, which is a process
with a workspace of its own; queues and tables between them are the transport's. Nothing here is a broker: a service
(SQS and DynamoDB) or one SQLite file is.
"""
